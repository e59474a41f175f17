//! Asking for a link to choose a password, and using it.

use crate::world::{PASSWORD, Page, World};

async fn asks(world: &World, email: &str) -> Page {
    let browser = world.browser();
    browser
        .post("/user/password-reset", &[("email", email)])
        .await
}

#[tokio::test]
async fn a_link_is_mailed_and_sets_the_password_once() {
    let world = World::new();
    world.owner("olga@example.com").await;
    let browser = world.browser();
    browser
        .get("/user/login")
        .await
        .ok()
        .says("href=\"/user/password-reset\"");
    browser
        .get("/user/password-reset")
        .await
        .ok()
        .says("name=\"email\"")
        .does_not_say("name=\"password\"");
    // K40: however the address is written.
    asks(&world, "Olga@Example.COM").await.is(303);
    let links = world.links_mailed_to("olga@example.com").await;
    let [link] = links.as_slice() else {
        panic!("{links:?}")
    };
    browser.get(link).await.ok().says("olga@example.com");
    browser
        .post(link, &[("password", "battery staple")])
        .await
        .is(303)
        .leads_to("/user/login");
    browser.get(link).await.is(410).says("Ask for a new link");
    browser
        .log_in("olga@example.com", "battery staple")
        .await
        .leads_to("/");
}

#[tokio::test]
async fn k59_nobody_learns_whether_there_is_an_account() {
    let world = World::new();
    world.owner("olga@example.com").await;
    let known = asks(&world, "olga@example.com").await.is(303);
    let unknown = asks(&world, "nobody@example.com").await.is(303);
    assert_eq!(known.html, unknown.html);
    let all_of = |page: &Page| {
        let mut headers: Vec<String> = page
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        headers
    };
    assert_eq!(all_of(&known), all_of(&unknown));
    known.leads_to("/user/login");
    assert_eq!(world.links_mailed_to("olga@example.com").await.len(), 1);
    // What is no address is told apart, since that is no secret.
    let page = asks(&world, "olga@").await.ok();
    assert_eq!(page.value_of("email"), "olga@");
    page.says("Enter a valid email address.");
    let browser = world.browser();
    browser
        .post("/user/password-reset", &[("email", "olga@example.com")])
        .await
        .is(303);
    browser
        .get("/user/login")
        .await
        .ok()
        .says("If there is an account with this address");
}

#[tokio::test]
async fn k59_a_mailbox_is_not_filled_and_the_answer_stays_the_same() {
    let world = World::new();
    world.owner("olga@example.com").await;
    for _ in 0..8 {
        asks(&world, "olga@example.com")
            .await
            .is(303)
            .leads_to("/user/login");
    }
    assert_eq!(world.links_mailed_to("olga@example.com").await.len(), 5);
}

#[tokio::test]
async fn k53_a_reset_ends_every_session_and_the_token() {
    let world = World::new();
    let a = world.owner("olga@example.com").await;
    let b = world.browser();
    b.log_in("olga@example.com", PASSWORD).await.leads_to("/");
    let before = a.get("/user/account").await.value_of("legacy_token");
    asks(&world, "olga@example.com").await.is(303);
    asks(&world, "olga@example.com").await.is(303);
    let links = world.links_mailed_to("olga@example.com").await;
    let stranger = world.browser();
    stranger
        .post(&links[0], &[("password", "battery staple")])
        .await
        .is(303);
    for browser in [&a, &b, &stranger] {
        assert!(!browser.is_in().await);
    }
    // Links that were mailed before die with it.
    stranger
        .post(&links[1], &[("password", "third one here")])
        .await
        .is(410);
    b.log_in("olga@example.com", PASSWORD).await.ok();
    b.log_in("olga@example.com", "battery staple")
        .await
        .leads_to("/");
    let after = b.get("/user/account").await.value_of("legacy_token");
    assert_ne!(before, after);
}

#[tokio::test]
async fn where_no_mail_is_sent_the_page_says_who_can_help() {
    let world = World::without_mail();
    world.owner("olga@example.com").await;
    let browser = world.browser();
    browser
        .get("/user/password-reset")
        .await
        .ok()
        .says("Whoever runs this server")
        .does_not_say("name=\"email\"");
    asks(&world, "olga@example.com")
        .await
        .is(403)
        .says("Whoever runs this server");
}

#[tokio::test]
async fn k58_whatever_host_asks_the_link_is_of_the_public_address() {
    let world = World::new();
    world.owner("olga@example.com").await;
    let evil = world.browser();
    evil.sends("host", "evil.example");
    evil.sends("x-forwarded-host", "evil.example");
    evil.post("/user/password-reset", &[("email", "olga@example.com")])
        .await
        .is(303)
        .leads_to("/user/login");
    let links = world.links_mailed_to("olga@example.com").await;
    assert!(links[0].starts_with("/user/password-reset?token="));
}
