//! What arrives, as another program reads it.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::mail::Attempt;
use muster_domain::model::text::PersonName;
use muster_domain::ports::{Mailer as _, OutgoingMail};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{Server, invitation, mail};

fn header(message: &Value, name: &str) -> Vec<String> {
    let headers = message["headers"].as_array().expect("headers");
    headers
        .iter()
        .filter(|header| header[0] == name)
        .map(|header| header[1].as_str().expect("text").to_owned())
        .collect()
}

#[tokio::test]
async fn an_invitation_arrives_whole() {
    let server = Server::start(&[]);
    let mut mail = mail("bob@example.com");
    mail.name = PersonName::parse("Bob \"Bobby\" Lee, Jr.").expect("a name");
    assert_eq!(server.plain_mailer().send(&mail).await, Attempt::Taken);
    let message = &server.taken()[0];
    assert_eq!(message["from"], "muster@lab.example.com");
    assert_eq!(message["to"], json!(["bob@example.com"]));
    assert_eq!(message["defects"], json!([]));
    assert_eq!(
        header(message, "Subject"),
        ["Ann Nguyen invites you to Lab"]
    );
    assert_eq!(header(message, "From"), ["Muster <muster@lab.example.com>"]);
    assert_eq!(
        header(message, "To"),
        ["\"Bob \\\"Bobby\\\" Lee, Jr.\" <bob@example.com>"]
    );
    for part in ["text", "html"] {
        let part = message[part].as_str().expect("a part");
        assert!(
            part.contains("https://lab.example.com/invitation/mi_hush"),
            "{part}"
        );
        assert!(
            part.contains("ann@example.com") && part.contains("Annotator"),
            "{part}"
        );
    }
    assert!(server.raw("0001.eml").is_ascii());
}

#[tokio::test]
async fn the_same_mail_tried_again_has_the_same_message_id() {
    let server = Server::start(&["--drop-after-data", "1"]);
    let mailer = server.plain_mailer();
    let mail = mail("bob@example.com");
    for _ in 0..3 {
        mailer.send(&mail).await;
    }
    let ids: Vec<_> = server
        .taken()
        .iter()
        .map(|message| header(message, "Message-ID"))
        .collect();
    assert_eq!(ids, [["<muster-7-1795615500000000@lab.example.com>"]; 2]);
}

#[tokio::test]
async fn names_of_any_script_arrive_as_written() {
    let server = Server::start(&[]);
    let mut mail = invitation(
        "j\u{f6}rg@b\u{fc}cher.example",
        "\u{5de}\u{5e2}\u{5d1}\u{5d3}\u{5d4}",
        "Zo\u{eb} \u{1f98a}",
    );
    mail.name = PersonName::parse("J\u{f6}rg M\u{fc}ller").expect("a name");
    assert_eq!(server.plain_mailer().send(&mail).await, Attempt::Taken);
    let message = &server.taken()[0];
    assert_eq!(message["to"], json!(["j\u{f6}rg@xn--bcher-kva.example"]));
    assert!(
        message["options"]
            .as_array()
            .is_some_and(|options| options.contains(&json!("SMTPUTF8")))
    );
    assert_eq!(
        header(message, "Subject"),
        ["Zo\u{eb} \u{1f98a} invites you to \u{5de}\u{5e2}\u{5d1}\u{5d3}\u{5d4}"]
    );
    let text = message["text"].as_str().expect("text");
    assert!(
        text.starts_with("Hello \u{2068}J\u{f6}rg M\u{fc}ller\u{2069},"),
        "{text}"
    );
    assert!(
        text.contains("\u{2068}\u{5de}\u{5e2}\u{5d1}\u{5d3}\u{5d4}\u{2069}"),
        "{text}"
    );
}

#[tokio::test]
async fn a_lone_dot_in_a_mail_does_not_end_it() {
    let server = Server::start(&[]);
    let mail = invitation(
        "bob@example.com",
        ".",
        &format!("{} . .. .", "x".repeat(66)),
    );
    assert_eq!(server.plain_mailer().send(&mail).await, Attempt::Taken);
    let message = &server.taken()[0];
    let text = message["text"].as_str().expect("text");
    assert!(text.contains("Sent by Muster"), "{text}");
}

/// K46 once more, with another program's eyes: whatever people are called, there is one recipient, and no header is
/// theirs.
#[tokio::test]
async fn k46_no_name_adds_a_header_or_a_recipient() {
    let server = Server::start(&[]);
    let mailer = server.plain_mailer();
    let mut runner = TestRunner::deterministic();
    let any_name = "(\\PC|[\"<>,:;@\\\\()=?. ]){0,200}";
    let mut sent: Vec<OutgoingMail> = Vec::new();
    while sent.len() < 100 {
        let drawn = (any_name, any_name, any_name).new_tree(&mut runner);
        let (organization, inviter, name) = drawn.expect("names").current();
        if organization.trim().is_empty() {
            continue;
        }
        let mut mail = invitation("bob@example.com", &organization, &inviter);
        mail.name = PersonName::parse(&name).expect("a name");
        assert_eq!(mailer.send(&mail).await, Attempt::Taken);
        sent.push(mail);
    }
    for message in server.taken() {
        assert_eq!(message["to"], json!(["bob@example.com"]));
        assert_eq!(
            message["headers"].as_array().map(Vec::len),
            Some(9),
            "{message}"
        );
        let to = header(&message, "To").concat();
        let address = to.rsplit_once('<').map_or(to.as_str(), |(_, rest)| rest);
        let address = EmailAddress::parse(address.trim_end_matches('>'));
        assert_eq!(
            address.as_ref().map(EmailAddress::as_str),
            Ok("bob@example.com"),
            "{to}"
        );
        assert!(
            message["html"]
                .as_str()
                .is_some_and(|html| html.matches("<a ").count() == 2)
        );
    }
}
