//! The seed's whole story on the real binary: both ways of inviting, mails that really arrive, and their links followed.

use serde_json::json;

use crate::support::Lab;

#[tokio::test]
async fn both_ways_of_inviting() {
    let lab = Lab::new(&[("MUSTER_UNLICENSED_SEATS", "4")]).await;
    let title = json!({"title": "Bee Lab"});
    assert_eq!(lab.api.patch("/api/organization/", title).await.status, 200);

    // By link: Bob signs up, is Pending and waits; Olga is mailed, gives a role, and he is.
    let invite = lab.api.get("/api/invite").await.json;
    let link = invite["invite_url"].as_str().expect("a link");
    let (bob, waiting) = lab.follow(link, "bob@example.com").await;
    assert!(waiting.url.path().ends_with("/waiting"), "{}", waiting.url);
    assert_eq!(lab.role("bob@example.com").await, "NO");
    let told = lab.mail.mail("olga@example.com", "bob@example.com").await;
    assert!(told.text.contains("Bee Lab"), "{}", told.text);
    assert_eq!(lab.give("bob@example.com", "AN").await, 200);
    let told = lab.mail.mail("bob@example.com", "Annotator").await;
    assert!(told.text.contains("Bee Lab"), "{}", told.text);
    assert_eq!(bob.get("/").await.location, "/user/account");

    // By mail, from the page: two addresses and one role for both.
    let page = lab.olga.get("/organization").await;
    let addresses = "Ann Nguyen <ann+lab@example.com>, carl@example.com";
    let sent = lab
        .olga
        .submit(&page, "emails", &[("emails", addresses), ("role", "RE")])
        .await;
    assert_eq!(sent.status, 303, "{}", sent.html);
    let invitation = lab.invitation("ann+lab@example.com").await;
    for said in ["Bee Lab", "Reviewer", "olga@example.com", "Ann Nguyen"] {
        assert!(
            invitation.text.contains(said),
            "{said}: {}",
            invitation.text
        );
    }
    let link = invitation.link("/user/invitation?token=");
    assert!(link.starts_with(&lab.server.url("/")), "{link}");
    let pending = lab.listed("ann+lab@example.com").await;
    assert_eq!(
        (&pending["status"], &pending["role"]),
        (&json!("pending"), &json!("RE"))
    );
    assert_eq!(
        lab.seats().await["used"],
        2,
        "an open invitation holds no seat"
    );

    // Ann opens it: the page names organization, role and inviter; she comes in with the role at once.
    let page = lab.server.browser().get(&link).await;
    for said in ["Bee Lab", "Reviewer", "olga@example.com"] {
        assert!(page.says(said), "{said}: {}", page.html);
    }
    let (ann, shown) = lab.accept("ann+lab@example.com").await;
    assert!(shown.url.path().ends_with("/user/account"), "{}", shown.url);
    assert_eq!(lab.role("ann+lab@example.com").await, "RE");
    let accepted = lab.listed("ann+lab@example.com").await;
    assert_eq!(accepted["status"], "accepted");
    assert_eq!(accepted["delivery"]["state"], "sent");

    // The link worked once.
    let again = lab.server.browser().get(&link).await;
    assert_eq!(again.status, 410);
    assert!(!again.html.contains("type=\"password\""), "{}", again.html);

    // Carl takes the last seat. Dora is invited when none is free: she keeps her account and waits.
    lab.accept("carl@example.com").await;
    assert_eq!(lab.seats().await["free"], 0);
    lab.invite("dora@example.com", "AN").await;
    let (dora, waiting) = lab.accept("dora@example.com").await;
    assert!(waiting.url.path().ends_with("/waiting"), "{}", waiting.url);
    assert_eq!(lab.give("dora@example.com", "AN").await, 403);

    // Ann is deactivated: out at once, and her seat is Dora's.
    let annes = ann.api().await;
    assert_eq!(lab.give("ann+lab@example.com", "DI").await, 200);
    assert_eq!(annes.get("/api/current-user/whoami").await.status, 401);
    assert!(
        ann.get("/user/account")
            .await
            .location
            .starts_with("/user/login")
    );
    assert_eq!(lab.give("dora@example.com", "AN").await, 200);
    assert_eq!(dora.get("/").await.location, "/user/account");
    let seats = lab.seats().await;
    assert_eq!(
        (&seats["used"], &seats["deactivated"]),
        (&json!(4), &json!(1))
    );

    // Nobody gave the relay a password, so none was shown.
    let commands = lab.mail.commands();
    assert!(!commands.iter().any(|line| line.starts_with("AUTH")), "K43");
}
