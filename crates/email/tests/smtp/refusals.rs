//! What may work later is tried again, what never will is not.

use muster_domain::model::mail::Attempt;
use muster_domain::ports::Mailer as _;

use crate::support::{Server, mail, never, not_now};

#[tokio::test]
async fn a_refused_address_is_refused_for_ever_and_holds_up_nobody() {
    let server = Server::start(&["--refuse", "bob@example.com", "550"]);
    let mailer = server.plain_mailer();
    let reason = never(mailer.send(&mail("bob@example.com")).await);
    assert_eq!(
        reason,
        "the mail server answered 550 <bob@example.com> refused"
    );
    assert_eq!(mailer.send(&mail("cy@example.com")).await, Attempt::Taken);
    assert_eq!(
        server.count("connect"),
        1,
        "the line stands after a refusal"
    );
}

#[tokio::test]
async fn a_refused_content_is_refused_for_ever_and_a_refused_sender_can_be_mended() {
    let server = Server::start(&["--refuse-sender", "553"]);
    let reason = not_now(server.plain_mailer().send(&mail("bob@example.com")).await);
    assert_eq!(
        reason,
        "the mail server refused the sender, which MUSTER_MAIL_FROM sets: 553 sender refused"
    );
    let server = Server::start(&["--refuse-content", "554"]);
    let reason = never(server.plain_mailer().send(&mail("bob@example.com")).await);
    assert_eq!(reason, "the mail server answered 554 content refused");
}

#[tokio::test]
async fn a_relay_that_is_denied_can_be_mended() {
    let denied = "554 5.7.1 relay access denied";
    let server = Server::start(&["--refuse", "bob@example.com", denied]);
    let mailer = server.plain_mailer();
    let reason = not_now(mailer.send(&mail("bob@example.com")).await);
    assert!(reason.contains("5.7.1"), "{reason}");
    let server = Server::start(&["--refuse", "bob@example.com", "550 5.1.1"]);
    never(server.plain_mailer().send(&mail("bob@example.com")).await);
}

#[tokio::test]
async fn who_asks_to_come_again_is_obeyed() {
    for code in ["421", "450", "451", "452"] {
        let server = Server::start(&["--fail-first", "1", code]);
        let mailer = server.plain_mailer();
        let reason = not_now(mailer.send(&mail("bob@example.com")).await);
        assert_eq!(
            reason,
            format!("the mail server answered {code} come again")
        );
        assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    }
}

#[tokio::test]
async fn the_first_attempt_for_each_address_can_be_turned_away() {
    let server = Server::start(&["--fail-first-of-each", "451"]);
    let mailer = server.plain_mailer();
    for to in ["bob@example.com", "cy@example.com"] {
        not_now(mailer.send(&mail(to)).await);
        assert_eq!(mailer.send(&mail(to)).await, Attempt::Taken);
    }
}

#[tokio::test]
async fn a_share_of_the_messages_can_be_turned_away() {
    let server = Server::start(&["--temporary-fraction", "0.25"]);
    let mailer = server.plain_mailer();
    let mut turned_away = 0;
    for _ in 0..8 {
        match mailer.send(&mail("bob@example.com")).await {
            Attempt::Taken => {}
            attempt => {
                not_now(attempt);
                turned_away += 1;
            }
        }
    }
    assert_eq!((turned_away, server.taken().len()), (2, 6));
}

#[tokio::test]
async fn a_server_that_turns_everybody_away_can_be_mended() {
    let server = Server::start(&["--greeting", "554 5.7.1 your address is on a list"]);
    let reason = not_now(server.plain_mailer().send(&mail("bob@example.com")).await);
    assert_eq!(
        reason,
        "the mail server turned us away: 554 5.7.1 your address is on a list"
    );
    let server = Server::start(&["--greeting", "HTTP/1.1 400 Bad Request"]);
    let reason = not_now(server.plain_mailer().send(&mail("bob@example.com")).await);
    assert_eq!(reason, "the mail server does not speak SMTP");
}

#[tokio::test]
async fn a_line_that_breaks_before_the_mail_is_confirmed_is_no_delivery() {
    let server = Server::start(&["--drop-after-data", "1"]);
    let mailer = server.plain_mailer();
    let reason = not_now(mailer.send(&mail("bob@example.com")).await);
    assert_eq!(
        reason,
        "the mail server closed the connection before it had confirmed the mail"
    );
    assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn an_address_that_needs_smtputf8_is_refused_where_it_is_not_offered() {
    let server = Server::start(&["--no-smtputf8"]);
    let mailer = server.plain_mailer();
    let reason = never(mailer.send(&mail("j\u{f6}rg@example.com")).await);
    assert!(reason.contains("SMTPUTF8"), "{reason}");
    assert_eq!(
        mailer.send(&mail("jorg@b\u{fc}cher.example")).await,
        Attempt::Taken
    );
    assert_eq!(server.taken()[0]["to"][0], "jorg@xn--bcher-kva.example");
}
