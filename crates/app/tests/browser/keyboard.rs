//! The pages by keyboard alone.

use serde_json::Value;
use thirtyfour::Key;

use crate::stories::owner;
use crate::support::Server;
use crate::window::Script;

/// What has the focus: its id, else its label, else its text.
const FOCUSED: &str =
    "(e => e.id || e.getAttribute('aria-label') || e.textContent.trim())(document.activeElement)";

/// Whether what has the focus lies under what is said in the corner.
const COVERED: &str = "(([a, b]) => a.top < b.bottom && a.bottom > b.top && a.left < b.right && a.right > b.left)([document.activeElement, document.querySelector('.toast')].map(e => e.getBoundingClientRect()))";

#[tokio::test]
async fn the_dialog_holds_the_focus_and_gives_it_back() {
    let server = Server::start();
    let olga = owner(&server, Script::On).await;
    olga.evaluate("document.querySelector('a[href=\"#invite\"]').focus()")
        .await;
    olga.keys(Key::Enter).await;
    olga.holds("document.querySelector('#invite:modal')").await;
    assert_eq!(olga.evaluate(FOCUSED).await, "invite_link");

    let mut walked = Vec::new();
    for _ in 0..12 {
        olga.keys(Key::Tab).await;
        let inside = "document.activeElement === document.body || document.activeElement.closest('#invite') !== null";
        assert_eq!(olga.evaluate(inside).await, true, "after {walked:?}");
        walked.push(text(&olga.evaluate(FOCUSED).await));
    }
    let place = |name: &str| walked.iter().position(|walked| walked == name);
    assert_eq!(
        (place("Copy"), place("Reset Link")),
        (Some(0), Some(1)),
        "{walked:?}"
    );
    assert!(place("Close") > place("Reset Link"), "{walked:?}");
    assert!(place("tab-invite-link") > place("Close"), "{walked:?}");

    // The arrows change the tab.
    olga.evaluate("document.querySelector('#tab-invite-link').focus()")
        .await;
    olga.keys(Key::Right).await;
    assert_eq!(olga.evaluate(FOCUSED).await, "tab-invite-email");
    olga.holds("document.querySelector('#emails').checkVisibility()")
        .await;
    olga.keys(Key::Tab).await;
    olga.keys(Key::Escape).await;
    olga.holds("!document.querySelector('#invite:modal')").await;
    assert_eq!(olga.evaluate(FOCUSED).await, "Invite People");
}

#[tokio::test]
async fn a_person_opens_beside_the_list_and_closes_by_escape_and_by_back() {
    let server = Server::start();
    let olga = owner(&server, Script::On).await;
    let link = olga.value("#invite_link").await;
    server.browser().sign_up(&link, "ann@example.com").await;
    olga.go("/organization?status=pending").await;
    let open = "document.querySelector('dialog.panel:modal h1')?.textContent === 'ann@example.com'";
    let to_ann = "document.querySelector('.people .person a')";
    olga.evaluate(&format!("{to_ann}.focus()")).await;
    olga.keys(Key::Enter).await;
    olga.holds(open).await;
    olga.holds("location.pathname.startsWith('/organization/people/')")
        .await;
    olga.says(".panel", "joined").await;

    // What is done there is seen in the list, and the focus is back where it came from.
    olga.choose(".panel select[name=role]", "AN").await;
    olga.says(".panel .saved", "Saved").await;
    olga.says(".panel [role=status]", "Role saved.").await;
    olga.says(".panel .facts", "Active").await;
    olga.says(".panel .history", "the role Annotator").await;
    olga.keys(Key::Escape).await;
    olga.holds("!document.querySelector('dialog:modal')").await;
    olga.holds("location.pathname + location.search === '/organization?status=pending'")
        .await;
    olga.says(".empty", "Nobody found").await;

    olga.go("/organization").await;
    let to_ann = "[...document.querySelectorAll('.people .person a')].find(a => a.textContent === 'ann@example.com')";
    olga.evaluate(&format!("{to_ann}.focus()")).await;
    for close in [
        "history.back()",
        "document.querySelector('.panel > button').click()",
    ] {
        olga.keys(Key::Enter).await;
        olga.holds(open).await;
        olga.evaluate(close).await;
        olga.holds("!document.querySelector('dialog:modal')").await;
        olga.at("/organization").await;
        olga.holds(&format!("document.activeElement === {to_ann}"))
            .await;
    }
    // A reload shows the page itself, and Back the list.
    olga.keys(Key::Enter).await;
    olga.holds(open).await;
    olga.evaluate("location.reload()").await;
    olga.says("main h1", "ann@example.com").await;
    olga.evaluate("history.back()").await;
    olga.says("main h1", "People").await;
}

#[tokio::test]
async fn tab_goes_through_the_table_row_by_row() {
    let server = Server::start();
    let olga = owner(&server, Script::On).await;
    let link = olga.value("#invite_link").await;
    for email in ["ann@example.com", "bob@example.com"] {
        server.browser().sign_up(&link, email).await;
    }
    olga.go("/organization").await;
    olga.says("tbody", "bob@example.com").await;
    olga.evaluate("document.querySelector('form[role=search] [name=search]').focus()")
        .await;
    let mut reached: Vec<String> = Vec::new();
    for _ in 0..30 {
        olga.keys(Key::Tab).await;
        let name = text(&olga.evaluate(FOCUSED).await);
        if !reached.contains(&name) {
            reached.push(name);
        }
    }
    let controls = [
        "Role of ann@example.com",
        "Delete ann@example.com",
        "Role of bob@example.com",
        "Delete bob@example.com",
    ];
    reached.retain(|name| controls.contains(&name.as_str()));
    assert_eq!(reached, controls);
}

#[tokio::test]
async fn what_was_done_is_said_beside_the_focus_and_closed_by_keyboard() {
    let server = Server::start();
    let olga = owner(&server, Script::On).await;
    olga.shrink().await;
    let gone = "document.querySelector('.toast').hidden";
    for close in [Key::Escape, Key::Enter] {
        olga.go("/user/account").await;
        olga.press("Save").await;
        olga.says(".toast [role=status]", "Saved.").await;
        olga.holds("!document.querySelector('main > .notice')")
            .await;
        let mut places = 0;
        loop {
            olga.keys(Key::Tab).await;
            let on_close = "document.activeElement.matches('.toast button')";
            if olga.evaluate(on_close).await == true {
                break;
            }
            let focused = olga.evaluate(FOCUSED).await;
            assert_eq!(olga.evaluate(COVERED).await, false, "{focused}");
            places += 1;
            assert!(places < 60, "the button that closes it is not reached");
        }
        assert!(places > 5, "{places}");
        olga.keys(close).await;
        olga.holds(gone).await;
    }
    // What is saved by script is said in the same place.
    olga.go("/organization").await;
    let link = olga.value("#invite_link").await;
    server.browser().sign_up(&link, "ann@example.com").await;
    olga.go("/organization?role=NO").await;
    olga.choose("tbody select[name=role]", "AN").await;
    olga.says(".toast [role=status]", "Role saved.").await;
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
