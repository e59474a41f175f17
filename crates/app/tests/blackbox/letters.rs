//! What is mailed besides invitations, and where the links of mails lead.

use reqwest::header::{AUTHORIZATION, HOST};
use serde_json::json;

use crate::support::{Lab, PASSWORD};

/// A licence that became smaller between inviting and accepting.
#[tokio::test]
async fn k22_who_accepts_when_no_seat_is_left_waits_and_administrators_are_told() {
    let mut lab = Lab::new(&[("MUSTER_UNLICENSED_SEATS", "5")]).await;
    for email in ["ann@example.com", "bob@example.com"] {
        lab.invite(email, "AD").await;
        lab.accept(email).await;
    }
    for email in ["carl@example.com", "dora@example.com"] {
        lab.invite(email, "AN").await;
        lab.invitation(email).await;
    }
    lab.server.place().set("MUSTER_UNLICENSED_SEATS", Some("3"));
    lab.restart().await;
    for email in ["carl@example.com", "dora@example.com"] {
        let (_, shown) = lab.accept(email).await;
        assert!(shown.url.path().ends_with("/waiting"), "{}", shown.url);
        assert!(
            shown.says("seat"),
            "it says what is awaited: {}",
            shown.html
        );
        assert_eq!(lab.role(email).await, "NO");
    }
    let seats = lab.seats().await;
    assert_eq!(
        (&seats["used"], &seats["limit"], &seats["waiting"]),
        (&json!(3), &json!(3), &json!(2))
    );
    for administrator in ["olga@example.com", "ann@example.com", "bob@example.com"] {
        let told = lab.mail.mail(administrator, "carl@example.com").await;
        assert!(told.text.contains("seat"), "{}", told.text);
    }
}

#[tokio::test]
async fn k49_both_are_mailed_when_ownership_moves() {
    let lab = Lab::new(&[]).await;
    lab.invite("bob@example.com", "AD").await;
    lab.accept("bob@example.com").await;
    let bob = lab.member("bob@example.com").await["user"]["id"].clone();
    let transfer = "/api/organizations/0/transfer-ownership";
    let moved = lab.api.post(transfer, json!({"user_id": bob})).await;
    assert_eq!(moved.status, 200, "{moved:?}");
    for address in ["olga@example.com", "bob@example.com"] {
        let told = lab.mail.mail(address, "Owner").await;
        assert!(told.text.contains("Administrator"), "{}", told.text);
    }

    // The same by the operator, where the Owner cannot be reached.
    let back = [
        "organization",
        "transfer-ownership",
        "--to",
        "olga@example.com",
    ];
    lab.server.command(&back).done();
    lab.mail
        .mail("olga@example.com", "You are now the Owner")
        .await;
    assert_eq!(lab.role("bob@example.com").await, "AD");
    assert_eq!(lab.role("olga@example.com").await, "OW");
}

#[tokio::test]
async fn k53_a_reset_by_mail_ends_every_session_and_token() {
    let lab = Lab::new(&[]).await;
    lab.invite("ann@example.com", "AN").await;
    let (a, _) = lab.accept("ann@example.com").await;
    let b = lab.logged_in("ann@example.com").await;
    let api = a.api().await;

    let page = a.get("/user/password-reset").await;
    let asked = a
        .submit(&page, "email", &[("email", "Ann@Example.com")])
        .await;
    assert!(asked.status < 400, "{}", asked.html);
    let mail = lab
        .mail
        .mail("ann@example.com", "/user/password-reset?token=")
        .await;
    let link = mail.link("/user/password-reset");
    let somewhere = lab.server.browser();
    let page = somewhere.open(&link).await;
    let chosen = somewhere
        .submit(&page, "password", &[("password", "another good password")])
        .await;
    assert!((300..400).contains(&chosen.status), "{}", chosen.html);

    for browser in [&a, &b, &somewhere] {
        let account = browser.get("/user/account").await;
        assert!(account.location.starts_with("/user/login"), "{account:?}");
    }
    assert_eq!(api.get("/api/current-user/whoami").await.status, 401);
    assert_eq!(
        lab.server.browser().get(&link).await.status,
        410,
        "it worked once"
    );
    let entered = a.log_in("ann@example.com", PASSWORD).await;
    assert_ne!(entered.status, 302, "the old password is no more");
    assert_eq!(
        a.log_in("ann@example.com", "another good password")
            .await
            .status,
        302
    );
    lab.mail.mail("ann@example.com", "was changed").await;
}

#[tokio::test]
async fn k59_a_stranger_does_not_learn_whether_there_is_an_account() {
    let lab = Lab::new(&[]).await;
    let mut answers = Vec::new();
    for email in ["olga@example.com", "nobody@example.com"] {
        let browser = lab.server.browser();
        let page = browser.get("/user/password-reset").await;
        let asked = browser.submit(&page, "email", &[("email", email)]).await;
        let shown = match asked.location.as_str() {
            "" => asked.html.clone(),
            location => browser.open(location).await.html,
        };
        // What differs from one browser to the other, whoever asks.
        let csrf = page.form("email").fields;
        let csrf = csrf.iter().find(|(name, _)| name == "csrfmiddlewaretoken");
        let shown = csrf.map_or(shown.clone(), |(_, value)| shown.replace(value, ""));
        answers.push((asked.status, asked.location, shown.replace(email, "")));
    }
    lab.mail
        .mail("olga@example.com", "/user/password-reset?token=")
        .await;
    assert_eq!(answers[0], answers[1]);
    assert!(lab.mail.received_for("nobody@example.com").is_empty());
}

#[tokio::test]
async fn k58_links_in_mails_follow_the_public_address_alone() {
    let lab = Lab::new(&[]).await;
    let token = lab.olga.token().await;
    let client = reqwest::Client::builder()
        .cookie_store(true)
        .build()
        .expect("a client");
    let request = client
        .post(lab.server.url("/api/invite/send-email"))
        .header(AUTHORIZATION, format!("Token {token}"))
        .header(HOST, "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .json(&json!({"emails": ["ann@example.com"], "role": "AN"}));
    let answer = request.send().await.expect("the server answers");
    assert_eq!(answer.status(), 200);
    let mail = lab.invitation("ann@example.com").await;
    assert!(
        mail.link("/user/invitation")
            .starts_with(&lab.server.url("/user/invitation?token="))
    );
    assert!(!mail.text.contains("evil.example"), "{}", mail.text);

    // The same for a link to choose a password, which anybody can ask for.
    let address = lab.server.url("/user/password-reset");
    let ask = |request: reqwest::RequestBuilder| {
        request
            .header(HOST, "evil.example")
            .header("X-Forwarded-Host", "evil.example")
            .send()
    };
    let page = ask(client.get(&address)).await.expect("it answers");
    let page = page.text().await.expect("a page");
    let csrf = page.split("csrfmiddlewaretoken\" value=\"").nth(1);
    let csrf = csrf.and_then(|rest| rest.split('"').next());
    let form = [
        ("csrfmiddlewaretoken", csrf.expect("a token of the form")),
        ("email", "olga@example.com"),
    ];
    let asked = ask(client.post(&address).form(&form)).await;
    assert!(asked.expect("it answers").status().as_u16() < 400);
    let mail = lab
        .mail
        .mail("olga@example.com", "/user/password-reset?token=")
        .await;
    let link = mail.link("/user/password-reset");
    assert!(link.starts_with(&address), "{link}");
}
