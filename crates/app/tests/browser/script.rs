//! What the script adds to pages that work without it.

use thirtyfour::Key;

use crate::stories::owner;
use crate::support::{PASSWORD, Server};
use crate::window::{Script, Window};

#[tokio::test]
async fn the_list_follows_what_is_typed() {
    let server = Server::start();
    let olga = with_newcomer(&server, Script::On).await;
    let before = olga.evaluate("history.length").await;
    olga.fill("[name=search]", "ann@exam").await;
    olga.holds("document.querySelectorAll('tbody tr').length === 1")
        .await;
    olga.holds("location.search === '?search=ann%40exam'").await;
    olga.says(".in-force", "ann@exam").await;
    assert_eq!(olga.evaluate("history.length").await, before);
    // The focus stayed where it was, and what is typed goes on.
    olga.keys("x").await;
    olga.says(".empty", "Nobody found").await;
    assert_eq!(olga.value("[name=search]").await, "ann@examx");
    assert_eq!(olga.evaluate("document.activeElement.name").await, "search");
}

#[tokio::test]
async fn a_narrow_list_is_sorted_without_its_headings() {
    for script in [Script::On, Script::Off] {
        let server = Server::start();
        let olga = with_newcomer(&server, script).await;
        olga.size(360).await;
        olga.says("tbody tr:first-child", "olga@example.com").await;
        olga.evaluate("document.querySelector('[name=sort]').focus()")
            .await;
        // As a hand does it; the driver's own choice tells pages less.
        olga.keys(Key::Down).await;
        if script == Script::Off {
            olga.press("Search").await;
        }
        olga.says("tbody tr:first-child", "ann@example.com").await;
    }
}

#[tokio::test]
async fn a_role_that_is_refused_goes_back_with_the_reason() {
    let server = Server::start_with(&[("MUSTER_UNLICENSED_SEATS", "1")]);
    let olga = with_newcomer(&server, Script::On).await;
    olga.choose("tr.waiting select[name=role]", "AN").await;
    olga.says("tr.waiting .error", "seat").await;
    assert_eq!(olga.value("tr.waiting select[name=role]").await, "NO");
}

#[tokio::test]
async fn a_saved_role_keeps_the_focus_and_the_numbers_true() {
    let server = Server::start_with(&[("MUSTER_UNLICENSED_SEATS", "5")]);
    let olga = with_newcomer(&server, Script::On).await;
    olga.says(".seats", "1 of 5").await;
    olga.choose("tr.waiting select[name=role]", "AN").await;
    olga.says("tbody .saved", "Saved").await;
    olga.says(".seats", "2 of 5").await;
    olga.says("tbody tr:has(.saved)", "Active").await;
    assert_eq!(olga.evaluate("document.activeElement.name").await, "role");
}

#[tokio::test]
async fn a_bar_counts_who_is_ticked_and_is_there_only_then() {
    let server = Server::start_with(&[("MUSTER_UNLICENSED_SEATS", "2")]);
    let olga = with_newcomer(&server, Script::On).await;
    let bar = "document.querySelector('[data-bulk-bar]').hidden";
    olga.holds(bar).await;
    olga.evaluate("document.querySelector('[data-bulk-all]').click()")
        .await;
    olga.says("[data-bulk-count]", "1 selected").await;
    olga.evaluate("document.querySelector('tbody input[type=checkbox]').click()")
        .await;
    olga.holds(bar).await;
    olga.evaluate("document.querySelector('tbody input[type=checkbox]').click()")
        .await;
    olga.choose("#bulk [name=role]", "AN").await;
    olga.press("Give role").await;
    olga.says("main", "1 now, 2 of 2 afterwards").await;
    olga.press("Change 1 person").await;
    olga.says(".seats", "2 of 2 seats taken").await;
}

#[tokio::test]
async fn a_link_is_copied() {
    let server = Server::start();
    let olga = owner(&server, Script::On).await;
    olga.press("Invite People").await;
    let link = olga.value("#invite_link").await;
    olga.press("Copy").await;
    olga.says("dialog .copy", "Copied").await;
    olga.press("Invite via email").await;
    olga.paste("#emails").await;
    assert_eq!(olga.value("#emails").await, link);
}

#[tokio::test]
async fn addresses_are_counted_by_the_servers_rule() {
    let server = Server::start();
    let olga = owner(&server, Script::On).await;
    olga.go("/organization#invite-email").await;
    olga.fill("#emails", "Ann <ann@example.com>; bob@example.com, nobody")
        .await;
    olga.says("dialog .hint", "2 addresses understood; 1 not: nobody")
        .await;
    olga.says("dialog button[type=submit]", "Send 2 invitations")
        .await;
}

#[tokio::test]
async fn who_would_find_no_seat_is_counted_while_addresses_are_typed() {
    let server = Server::start_with(&[("MUSTER_UNLICENSED_SEATS", "2")]);
    let olga = owner(&server, Script::On).await;
    olga.go("/organization#invite-email").await;
    olga.choose("#role", "AN").await;
    olga.fill("#emails", "ann@example.com, bob@example.com")
        .await;
    let line = "1 of these 2 would wait for a seat.";
    olga.says("dialog [data-seats]", line).await;
    olga.choose("#role", "NO").await;
    olga.says("dialog [data-seats]", "1 seat is free").await;
}

#[tokio::test]
async fn who_was_logged_out_finds_the_form_filled_in() {
    let server = Server::start();
    let olga = owner(&server, Script::On).await;
    olga.press("Invite People").await;
    olga.press("Invite via email").await;
    olga.fill("#emails", "ann@example.com").await;
    olga.choose("#role", "RE").await;
    olga.lose_session().await;
    olga.press_in("form:has(#emails)", "submit").await;
    log_in(&olga, "wrong password").await;
    olga.says("[role=alert]", "password").await;
    log_in(&olga, PASSWORD).await;
    olga.at("/organization").await;
    olga.holds("document.querySelector('#emails').checkVisibility()")
        .await;
    assert_eq!(olga.value("#emails").await, "ann@example.com");
    assert_eq!(olga.value("#role").await, "RE");
}

#[tokio::test]
async fn without_script_too_who_was_logged_out_finds_the_form_filled_in() {
    let server = Server::start();
    let olga = owner(&server, Script::Off).await;
    olga.fill("#emails", "ann@example.com").await;
    olga.choose("#role", "RE").await;
    olga.lose_session().await;
    olga.press_in("form:has(#emails)", "submit").await;
    log_in(&olga, PASSWORD).await;
    olga.at("/organization").await;
    olga.says("[role=status]", "nothing was saved").await;
    assert_eq!(olga.value("#emails").await, "ann@example.com");
    assert_eq!(olga.value("#role").await, "RE");
}

#[tokio::test]
async fn dark_is_chosen_without_script_against_a_light_system() {
    let server = Server::start();
    let olga = owner(&server, Script::Off).await;
    olga.prefers("light").await;
    olga.go("/user/account").await;
    let background = "getComputedStyle(document.body).backgroundColor";
    let light = olga.evaluate(background).await;
    olga.choose("#theme", "dark").await;
    olga.press("Save light or dark").await;
    olga.says("[role=status]", "Saved for this browser.").await;
    assert_ne!(olga.evaluate(background).await, light);
}

#[tokio::test]
async fn times_are_the_readers() {
    let server = Server::start();
    let olga = owner(&server, Script::On).await;
    olga.holds("document.querySelector('tbody time')?.dataset.local === ''")
        .await;
    let own = "(t => t.title === new Intl.DateTimeFormat(undefined, {dateStyle: 'long', timeStyle: 'short'}).format(new Date(t.dateTime)))(document.querySelector('tbody time'))";
    assert_eq!(olga.evaluate(own).await, true);
}

async fn log_in(window: &Window, password: &str) {
    window.at("/user/login").await;
    window.fill("[name=email]", "olga@example.com").await;
    window.fill("[name=password]", password).await;
    window.press("Log in").await;
}

/// Olga at the list of people, in which Ann waits.
async fn with_newcomer(server: &Server, script: Script) -> Window {
    let olga = owner(server, script).await;
    let link = olga.value("#invite_link").await;
    server.browser().sign_up(&link, "ann@example.com").await;
    olga.go("/organization").await;
    olga.says("tbody", "ann@example.com").await;
    olga
}
