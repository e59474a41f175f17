//! The mail server's bad days, and ours: nothing is lost, nobody waits for it, and the list says what is wrong.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Lab, MailServer, eventually, losing_the_last_word};

#[tokio::test]
async fn k44_a_mail_server_that_is_down_delays_mails_and_nothing_else() {
    let mut lab = Lab::on(MailServer::down(), &[]).await;
    let result = lab.invite("ann@example.com", "AN").await;
    assert_eq!(result["status"], "created");
    let failing = lab
        .delivery("ann@example.com", |delivery| {
            delivery["last_error"].is_string()
        })
        .await;
    assert_eq!(failing["state"], "queued");
    let metrics = lab.server.browser().get("/metrics").await.html;
    let queued = "muster_outbox_mails{state=\"queued\"} 1";
    assert!(metrics.contains(queued), "{metrics}");
    let reason = failing["last_error"].as_str().expect("a reason");
    assert!(reason.contains("refused"), "{reason}");
    let id = result["invitation_id"].as_i64().expect("an id");
    let link = format!("/api/organizations/0/invitations/{id}/link");
    assert_eq!(
        lab.api.get(&link).await.status,
        200,
        "the link can be copied meanwhile"
    );

    lab.mail.start(&[]);
    lab.invitation("ann@example.com").await;
    let sent = lab
        .delivery("ann@example.com", |delivery| delivery["state"] == "sent")
        .await;
    assert_eq!(sent["last_error"], json!(null));
    assert_eq!(lab.mail.received_for("ann@example.com").len(), 1);
}

#[tokio::test]
async fn k42_a_silent_mail_server_holds_up_nobody() {
    let mail = MailServer::behaving(&["--silent"]);
    let url = format!("{}&timeout=1", mail.url());
    let mut lab = Lab::on(mail, &[("MUSTER_SMTP_URL", &url)]).await;
    let start = Instant::now();
    lab.invite("ann@example.com", "AN").await;
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    let failing = lab
        .delivery("ann@example.com", |delivery| {
            delivery["last_error"].is_string()
        })
        .await;
    let reason = failing["last_error"].as_str().expect("a reason");
    assert!(reason.contains("did not answer"), "{reason}");
    lab.mail.start(&[]);
    lab.invitation("ann@example.com").await;
}

#[tokio::test]
async fn one_refused_address_holds_up_no_other() {
    let refuse = ["--refuse", "ann@example.com", "550"];
    let lab = Lab::on(MailServer::behaving(&refuse), &[]).await;
    let emails = "ann@example.com, bob@example.com, carl@example.com";
    lab.invite(emails, "AN").await;
    lab.invitation("bob@example.com").await;
    lab.invitation("carl@example.com").await;
    let given_up = lab
        .delivery("ann@example.com", |delivery| delivery["state"] == "failed")
        .await;
    assert_eq!(
        given_up["attempts"], 1,
        "what can never work is not repeated"
    );
    let reason = given_up["last_error"].as_str().expect("a reason");
    assert!(reason.contains("550"), "{reason}");
    assert!(
        !lab.server.log().contains("ann@example.com"),
        "no address is in the log"
    );
}

#[tokio::test]
async fn a_mail_server_that_asks_to_come_again_is_asked_again() {
    for code in ["421", "451"] {
        let mail = MailServer::behaving(&["--fail-first-of-each", code]);
        let lab = Lab::on(mail, &[]).await;
        lab.invite("ann@example.com, bob@example.com", "AN").await;
        for address in ["ann@example.com", "bob@example.com"] {
            lab.invitation(address).await;
            let sent = lab
                .delivery(address, |delivery| delivery["state"] == "sent")
                .await;
            assert!(sent["attempts"].as_i64() > Some(1), "{sent}");
        }
    }
}

#[tokio::test]
async fn a_line_that_breaks_after_the_message_was_sent_loses_nothing() {
    let lab = Lab::on(MailServer::behaving(&["--drop-after-data", "1"]), &[]).await;
    lab.invite("ann@example.com", "AN").await;
    lab.invitation("ann@example.com").await;
    lab.delivery("ann@example.com", |delivery| delivery["state"] == "sent")
        .await;
    assert_eq!(lab.mail.count(), 1);
}

/// The mail server has the mail, and the process dies before it hears so.
#[tokio::test]
async fn kill_minus_nine_between_sending_and_marking_sends_it_again_and_loses_nothing() {
    let mail = MailServer::up();
    let port = losing_the_last_word(mail.port()).await;
    let url = format!("smtp://127.0.0.1:{port}?tls=none");
    let mut lab = Lab::on(mail, &[("MUSTER_SMTP_URL", &url)]).await;
    lab.invite("ann@example.com", "AN").await;
    lab.invitation("ann@example.com").await;
    lab.server.kill9();
    let direct = lab.mail.url();
    lab.server.place().set("MUSTER_SMTP_URL", Some(&direct));
    lab.restart().await;

    // Once the lease has ended.
    let copies = eventually("the mail a second time", async || {
        let copies = lab.mail.received_for("ann@example.com");
        (copies.len() > 1).then_some(copies)
    })
    .await;
    let ids: HashSet<_> = copies.iter().map(|mail| &mail.id).collect();
    assert_eq!(ids.len(), 1, "whoever reads them sees one: {ids:?}");
    lab.delivery("ann@example.com", |delivery| delivery["state"] == "sent")
        .await;
    assert_eq!(lab.mail.received_for("ann@example.com").len(), 2);
    lab.accept("ann@example.com").await;
}

#[tokio::test]
async fn mails_on_their_way_arrive_before_the_end() {
    let mut lab = Lab::on(MailServer::behaving(&["--delay", "1"]), &[]).await;
    lab.invite("ann@example.com", "AN").await;
    eventually("the message on its way", async || {
        let commands = lab.mail.commands();
        commands
            .iter()
            .any(|line| line.starts_with("DATA"))
            .then_some(())
    })
    .await;
    lab.server.sigterm();
    assert_eq!(lab.server.ended(), 0);
    assert_eq!(lab.mail.received_for("ann@example.com").len(), 1);
    lab.restart().await;
    assert_eq!(
        lab.listed("ann@example.com").await["delivery"]["state"],
        "sent"
    );
}

/// What was sent cannot be taken from a copy of the database, not even with the server key.
#[tokio::test]
async fn what_was_sent_leaves_no_secret_behind() {
    let mut lab = Lab::new(&[]).await;
    lab.invite("ann@example.com", "AN").await;
    let link = lab
        .invitation("ann@example.com")
        .await
        .link("/user/invitation");
    lab.delivery("ann@example.com", |delivery| delivery["state"] == "sent")
        .await;
    let secret = link.split("token=").nth(1).expect("a secret").to_owned();
    lab.server.sigterm();
    assert_eq!(lab.server.ended(), 0);
    let bytes = lab.server.place().dump();
    let in_clear = bytes
        .windows(secret.len())
        .any(|part| part == secret.as_bytes());
    assert!(!in_clear, "the secret never stood there in clear text");
    let counted = lab
        .server
        .rows("SELECT count(*) AS mails, count(sealed) AS secrets FROM mails");
    assert_eq!(
        counted,
        [json!({"mails": 1, "secrets": 0})],
        "one mail, and no secret beside it"
    );
}
