//! The pages by keyboard alone.

use serde_json::Value;
use thirtyfour::Key;

use crate::stories::owner;
use crate::support::Server;
use crate::window::Script;

/// What has the focus: its id, else its label, else its text.
const FOCUSED: &str =
    "(e => e.id || e.getAttribute('aria-label') || e.textContent.trim())(document.activeElement)";

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

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
