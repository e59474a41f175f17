//! Servers without a mail server.

use serde_json::json;

use crate::support::{Lab, MailServer, Server, eventually, link_in};

/// K07: it is made all the same, and its link can be copied.
#[tokio::test]
async fn k07_where_mail_is_off_links_are_copied() {
    for (name, value) in [
        ("MUSTER_SMTP_URL", "off"),
        (
            "EMAIL_BACKEND",
            "django.core.mail.backends.dummy.EmailBackend",
        ),
    ] {
        let mail = MailServer::down();
        let server = Server::start_with(&[(name, value)]);
        let olga = server.browser();
        olga.sign_up("/user/signup", "olga@example.com").await;
        let api = olga.api().await;
        let lab = Lab {
            server,
            mail,
            olga,
            api,
        };
        let result = lab.invite("ann@example.com", "AN").await;
        assert_eq!(result["status"], "created");
        let entry = lab.listed("ann@example.com").await;
        assert_eq!(
            entry["delivery"],
            json!({"state": "off", "attempts": 0, "last_error": null})
        );
        let link = ["invite", "link", "--for", "ann@example.com"];
        let link = lab.server.command(&link).done();
        lab.follow(link.trim(), "ann@example.com").await;
        assert_eq!(lab.role("ann@example.com").await, "AN");
        assert!(
            lab.server.log().contains("no mail is sent"),
            "the operator is told"
        );
    }
}

#[tokio::test]
async fn beyond_loopback_no_link_is_printed() {
    let server = Server::start_with(&[("MUSTER_PUBLIC_URL", "http://people.example")]);
    server
        .command(&["organization", "create", "--owner", "olga@example.com"])
        .done();
    server
        .command(&["invite", "email", "ann@example.com"])
        .done();
    let listed = server.command(&["invite", "list", "--json"]).json();
    assert_eq!(listed[0]["delivery"]["state"], "off");
    assert!(!server.log().contains("ann@example.com"));
}

#[tokio::test]
async fn on_loopback_mails_are_printed_in_the_log() {
    let server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    server
        .command(&["invite", "email", "ann@example.com", "--role", "AN"])
        .done();
    let link = eventually("the mail in the log", async || {
        let log = server.log();
        log.contains("/user/invitation?token=")
            .then(|| link_in(&log, "/user/invitation"))
    })
    .await;
    let ann = server.browser();
    let entered = ann.sign_up(&link, "ann@example.com").await;
    assert_eq!(entered.status, 302, "{}", entered.html);
}
