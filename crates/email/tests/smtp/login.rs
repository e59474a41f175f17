//! Logging in to the mail server, or not.

use muster_domain::model::mail::Attempt;
use muster_domain::ports::Mailer as _;

use crate::support::{Server, mail, not_now};

#[tokio::test]
async fn k43_without_a_user_no_login_is_tried() {
    // It offers AUTH once the line is encrypted, and refuses every login.
    let server = Server::start(&["--tls", "starttls"]);
    let mailer = server.mailer("smtp", "", &format!("?ca={}", server.file("ca.pem")));
    assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    assert_eq!(server.count("AUTH"), 0);
}

#[tokio::test]
async fn a_login_with_any_characters_arrives() {
    let server = Server::start(&["--auth", "ann@example.com", "p%:/?#@\u{e4}"]);
    let mailer = server.mailer("smtp", "ann@example.com:p%25:/%3F%23@%C3%A4@", "?tls=none");
    assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    assert_eq!(server.taken()[0]["user"], "ann@example.com");
}

#[tokio::test]
async fn a_wrong_password_can_be_mended() {
    let server = Server::start(&["--auth", "ann", "right"]);
    let mailer = server.mailer("smtp", "ann:hush@", "?tls=none");
    let reason = not_now(mailer.send(&mail("bob@example.com")).await);
    assert!(
        reason.starts_with("the mail server refused the login: 535 "),
        "{reason}"
    );
}

#[tokio::test]
async fn a_missing_login_can_be_mended() {
    let server = Server::start(&["--auth", "ann", "right"]);
    let reason = not_now(server.plain_mailer().send(&mail("bob@example.com")).await);
    assert!(
        reason.starts_with("the mail server wants another login: 530 "),
        "{reason}"
    );
}

#[tokio::test]
async fn a_server_without_a_login_is_told() {
    let server = Server::start(&[]);
    let mailer = server.mailer("smtp", "ann:hush@", "?tls=none");
    let reason = not_now(mailer.send(&mail("bob@example.com")).await);
    assert_eq!(reason, "the mail server offers no login by PLAIN or LOGIN");
}
