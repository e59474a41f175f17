//! From the vendor's key to people who come in: a licence of 3 seats, filled, and one of 5 that takes its place. With
//! script and without.

use crate::stories::owner;
use crate::support::Server;
use crate::vendor::{license, server_with_vendor};
use crate::window::{Script, Window};

#[tokio::test]
async fn sold_installed_filled_and_renewed_with_script() {
    story(Script::On).await;
}

#[tokio::test]
async fn sold_installed_filled_and_renewed_without_script() {
    story(Script::Off).await;
}

async fn story(script: Script) {
    let mut server = server_with_vendor(&[("MUSTER_RATE_LIMITS", "off")]);
    let three = license(&server, 3, "2999-12-31");
    let olga = owner(&server, script).await;
    let link = olga.value("#invite_link").await;
    for person in ["ann", "bob", "cid"] {
        let browser = server.browser();
        browser
            .sign_up(&link, &format!("{person}@example.com"))
            .await;
    }

    olga.go("/organization/usage").await;
    olga.says("main", "No licence").await;
    olga.fill("#license", &three).await;
    look_and_install(&olga).await;
    olga.says(".seats", "1 of 3 seats taken").await;
    olga.says(".seats", "licence until 31 December 2999").await;

    for person in ["ann", "bob"] {
        give(&olga, person, script).await;
        olga.says("tbody tr", "Active").await;
    }
    give(&olga, "cid", script).await;
    olga.says("td.what .error", "No seat is free: 3 of 3 are taken")
        .await;
    olga.says("tbody tr", "Pending").await;

    let five = license(&server, 5, "2999-12-31");
    olga.go("/organization/usage").await;
    bring(&mut server, &olga, &five, script).await;
    look_and_install(&olga).await;
    olga.says(".seats", "3 of 5 seats taken").await;
    give(&olga, "cid", script).await;
    olga.says("tbody tr", "Active").await;
    olga.go("/organization/usage").await;
    olga.says(".seats", "4 of 5 seats taken").await;
}

/// Chooses the file where that can be done, and pastes its text else.
async fn bring(server: &mut Server, olga: &Window, license: &str, script: Script) {
    if script == Script::Off {
        return olga.fill("#license", license).await;
    }
    let file = server.place().path("five.txt");
    std::fs::write(&file, license).expect("written");
    let file = file.to_str().expect("a name");
    olga.choose_file("input[type=file]", file).await;
    olga.holds("document.querySelector('#license').value.includes('END')")
        .await;
}

async fn look_and_install(olga: &Window) {
    olga.press("Show what would change").await;
    olga.says("main", "Nothing has changed yet").await;
    olga.press("Install").await;
    olga.at("/organization/usage").await;
    olga.says("body", "The licence is in force.").await;
}

/// Gives a person the role Annotator, or tries to.
async fn give(olga: &Window, person: &str, script: Script) {
    olga.go(&format!("/organization?search={person}")).await;
    olga.choose("tbody select[name=role]", "AN").await;
    if script == Script::Off {
        olga.press_in("tbody form.role", "submit").await;
    }
}
