//! K42: implicit TLS, STARTTLS, and never a fall back to clear text unasked.

use std::time::{Duration, Instant};

use muster_domain::model::mail::Attempt;
use muster_domain::ports::Mailer as _;
use muster_email::{MailFrom, SmtpConfig, SmtpMailer};

use crate::support::{Server, TestLinks, mail, mailer, not_now};

#[tokio::test]
async fn k42_implicit_tls_sends_no_starttls() {
    let server = Server::start(&["--tls", "implicit"]);
    let mailer = server.mailer("smtps", "", &format!("?ca={}", server.file("ca.pem")));
    assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    assert_eq!(server.taken()[0]["tls"], true);
    assert_eq!(server.count("STARTTLS"), 0);
}

#[tokio::test]
async fn k42_starttls_comes_before_the_login() {
    let server = Server::start(&[
        "--tls",
        "starttls",
        "--require-tls",
        "--auth",
        "ann",
        "hush",
    ]);
    for tls in ["required", "opportunistic"] {
        let query = format!("?tls={tls}&ca={}", server.file("ca.pem"));
        let mailer = server.mailer("smtp", "ann:hush@", &query);
        assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    }
    let events = server.events();
    let place = |start: &str| events.iter().position(|event| event.starts_with(start));
    assert!(
        place("STARTTLS") < place("tls") && place("tls") < place("AUTH"),
        "{events:?}"
    );
    assert_eq!(server.taken()[1]["tls"], true);
}

#[tokio::test]
async fn k42_without_starttls_nothing_is_sent() {
    let server = Server::start(&["--auth", "ann", "hush"]);
    let mailer = server.mailer("smtp", "ann:hush@", "");
    let reason = not_now(mailer.send(&mail("bob@example.com")).await);
    assert_eq!(reason, "the mail server does not offer STARTTLS");
    assert_eq!((server.count("AUTH"), server.count("MAIL")), (0, 0));
}

#[tokio::test]
async fn k42_opportunistic_takes_clear_text_where_there_is_no_other() {
    let server = Server::start(&[]);
    let mailer = server.mailer("smtp", "", "?tls=opportunistic");
    assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    assert_eq!(server.taken()[0]["tls"], false);
}

#[tokio::test]
async fn k42_opportunistic_sends_no_password_in_clear_text() {
    let server = Server::start(&["--auth", "ann", "hush"]);
    let mailer = server.mailer("smtp", "ann:hush@", "?tls=opportunistic");
    let reason = not_now(mailer.send(&mail("bob@example.com")).await);
    assert!(reason.ends_with("set tls=none to allow it"), "{reason}");
    assert_eq!((server.count("AUTH"), server.count("MAIL")), (0, 0));
}

#[tokio::test]
async fn k42_a_silent_server_is_waited_for_as_long_as_configured() {
    let server = Server::start(&["--silent"]);
    let mailer = server.mailer("smtp", "", "?tls=none&timeout=1");
    let begun = Instant::now();
    let reason = not_now(mailer.send(&mail("bob@example.com")).await);
    assert_eq!(reason, "the mail server did not answer within 1 s");
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(
        mailer.negotiate().await,
        Err("the mail server did not answer within 1 s".to_owned())
    );
}

#[tokio::test]
async fn each_kind_of_tls_against_the_other_kind_of_server_is_told() {
    let server = Server::start(&[]);
    let reason = not_now(
        server
            .mailer("smtps", "", "")
            .send(&mail("bob@example.com"))
            .await,
    );
    assert!(
        reason.starts_with("no TLS with the mail server") && reason.contains("smtp://"),
        "{reason}"
    );
    let server = Server::start(&["--tls", "implicit"]);
    let mailer = server.mailer("smtp", "", "?timeout=1");
    let reason = not_now(mailer.send(&mail("bob@example.com")).await);
    assert!(reason.contains("did not answer"), "{reason}");
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_or_another_host_is_not_trusted() {
    for (tls, scheme) in [("implicit", "smtps"), ("starttls", "smtp")] {
        let server = Server::start(&["--tls", tls]);
        let reason = not_now(
            server
                .mailer(scheme, "", "")
                .send(&mail("bob@example.com"))
                .await,
        );
        assert!(reason.contains("UnknownIssuer"), "{reason}");
        let server = Server::start(&["--tls", tls, "--name", "mail.example.com"]);
        let mailer = server.mailer(scheme, "", &format!("?ca={}", server.file("ca.pem")));
        let reason = not_now(mailer.send(&mail("bob@example.com")).await);
        assert!(reason.contains("not valid for name"), "{reason}");
        assert_eq!(server.count("MAIL"), 0);
    }
}

#[tokio::test]
async fn a_client_certificate_is_shown() {
    let server = Server::start(&["--tls", "implicit", "--require-client-certificate"]);
    let ca = format!("?ca={}", server.file("ca.pem"));
    let own = format!(
        "{ca}&client_cert={}&client_key={}",
        server.file("client.pem"),
        server.file("client.key")
    );
    let mailer = server.mailer("smtps", "", &own);
    assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    not_now(
        server
            .mailer("smtps", "", &ca)
            .send(&mail("bob@example.com"))
            .await,
    );
}

#[test]
fn files_that_are_no_certificates_are_told_at_the_start() {
    let server = Server::start(&["--tls", "implicit"]);
    let error = |query: &str| {
        let url = format!("smtps://mail.example.com?{query}");
        let config = SmtpConfig::parse(&url.into()).expect("a configuration");
        let from = MailFrom::of_host("lab.example.com");
        match SmtpMailer::new(config, from, std::sync::Arc::new(TestLinks)) {
            Ok(_) => panic!("{query} is usable"),
            Err(error) => error.to_string(),
        }
    };
    let (certificate, key) = (server.file("client.pem"), server.file("client.key"));
    assert!(error("ca=/nowhere").starts_with("/nowhere cannot be read"));
    assert!(error(&format!("ca={key}")).ends_with("holds no certificate in PEM form"));
    assert!(
        error(&format!(
            "client_cert={certificate}&client_key={certificate}"
        ))
        .contains("is not the private key")
    );
    let ca = server.file("ca.pem");
    assert!(
        error(&format!("client_cert={ca}&client_key={key}")).contains("is not the private key")
    );
}

#[tokio::test]
async fn k44_a_server_that_is_not_there_is_named() {
    let free = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").port()
    };
    let reason = not_now(
        mailer(&format!("smtp://127.0.0.1:{free}"))
            .send(&mail("bob@example.com"))
            .await,
    );
    assert_eq!(reason, format!("connection refused by 127.0.0.1:{free}"));
    let reason = not_now(
        mailer("smtp://nowhere.invalid")
            .send(&mail("bob@example.com"))
            .await,
    );
    assert!(reason.contains("nowhere.invalid"), "{reason}");
}

#[tokio::test]
async fn what_was_negotiated_is_told() {
    let server = Server::start(&["--tls", "starttls", "--auth", "ann", "hush"]);
    let query = format!("?ca={}", server.file("ca.pem"));
    let told = server.mailer("smtp", "ann:hush@", &query).negotiate().await;
    assert_eq!(
        told.map(|told| told.to_string()).as_deref(),
        Ok("mail.test answers, encrypted by TLS, logged in as ann")
    );
    let server = Server::start(&[]);
    let told = server.plain_mailer().negotiate().await;
    assert_eq!(
        told.map(|told| told.to_string()).as_deref(),
        Ok("mail.test answers, in clear text, without a login")
    );
}
