//! Logging in and out.

use crate::world::{PASSWORD, Setup, World};

const EVIL: [&str; 5] = [
    "//evil.example",
    "/%5Cevil.example",
    "https:evil.example",
    "/%2509/evil.example",
    "javascript:alert(1)",
];

#[tokio::test]
async fn a_wrong_pair_is_told_and_nobody_learns_which_half() {
    let world = World::new();
    world.owner("olga@example.com").await;
    let browser = world.browser();
    for (email, password) in [
        ("olga@example.com", "wrong horse"),
        ("nobody@example.com", PASSWORD),
        ("", ""),
    ] {
        browser
            .log_in(email, password)
            .await
            .ok()
            .says("The email and password you entered don&#39;t match.");
        assert!(!browser.is_in().await);
    }
}

#[tokio::test]
async fn a_session_persists_only_where_that_is_wished() {
    let world = World::with(&Setup {
        public_url: "https://ls.example.com",
        ..Setup::default()
    });
    world.owner("olga@example.com").await;
    let browser = world.browser();
    let page = browser.log_in("Olga@Example.com", PASSWORD).await.is(302);
    let cookie = page.cookie("sessionid");
    assert!(
        !cookie.contains("Max-Age") && !cookie.contains("Expires"),
        "{cookie}"
    );
    assert!(
        cookie.contains("Secure") && cookie.contains("HttpOnly"),
        "{cookie}"
    );
    let fields = [
        ("email", "olga@example.com"),
        ("password", PASSWORD),
        ("persist_session", "on"),
    ];
    let page = world.browser().post("/user/login", &fields).await.is(302);
    assert!(page.cookie("sessionid").contains("Max-Age"));
}

#[tokio::test]
async fn k57_after_log_in_the_way_leads_to_pages_of_ours_alone() {
    let world = World::new();
    world.owner("olga@example.com").await;
    for next in EVIL {
        let browser = world.browser();
        let path = format!("/user/login?next={next}");
        let fields = [("email", "olga@example.com"), ("password", PASSWORD)];
        browser.post(&path, &fields).await.is(302).leads_to("/");
        browser.get(&path).await.is(302).leads_to("/");
    }
    let fields = [("email", "olga@example.com"), ("password", PASSWORD)];
    let page = world
        .browser()
        .post("/user/login?next=/projects/%3Fa%3D1", &fields)
        .await;
    page.leads_to("/projects/?a=1");
}

#[tokio::test]
async fn k57_after_sign_up_the_way_leads_to_pages_of_ours_alone() {
    let world = World::new();
    for (number, next) in EVIL.iter().enumerate() {
        let page = world
            .browser()
            .sign_up(
                &format!("/user/signup?next={next}"),
                &format!("p{number}@example.com"),
            )
            .await;
        page.is(302).leads_to("/");
    }
    let path = "/user/signup?next=/projects/%3Fa%3D1";
    let page = world.browser().sign_up(path, "good@example.com").await;
    page.leads_to("/projects/?a=1");
}

#[tokio::test]
async fn who_is_not_logged_in_is_led_to_log_in_and_back() {
    let world = World::new();
    world.owner("olga@example.com").await;
    let browser = world.browser();
    browser.get("/").await.is(302).leads_to("/user/login");
    let page = browser.get("/organization?role=NO").await.is(302);
    assert_eq!(
        page.location,
        "/user/login?next=%2Forganization%3Frole%3DNO"
    );
    let fields = [("email", "olga@example.com"), ("password", PASSWORD)];
    browser
        .post(&page.location, &fields)
        .await
        .is(302)
        .leads_to("/organization?role=NO");
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_is_not_where_log_in_leads() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    owner.post("/logout", &[]).await.is(303);
    for form in [
        "/organization/invite-link/reset",
        "/organization/people/2/role?search=ann",
        "/organization/people/2/remove",
        "/user/account/password",
    ] {
        owner
            .post(form, &[("role", "AN")])
            .await
            .is(302)
            .leads_to("/user/login");
    }
}

#[tokio::test]
async fn logging_out_needs_a_button() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    owner
        .get("/logout")
        .await
        .ok()
        .says("Log out of this browser");
    assert!(owner.is_in().await);
    let session = owner.cookie("sessionid").expect("logged in");
    owner
        .post("/logout", &[])
        .await
        .is(303)
        .leads_to("/user/login");
    owner
        .get("/user/login")
        .await
        .ok()
        .says("You are logged out.");
    // It is said once.
    owner
        .get("/user/login")
        .await
        .ok()
        .does_not_say("You are logged out.");
    assert!(owner.cookie("sessionid").is_none());
    let thief = world.browser();
    thief.sends("cookie", &format!("sessionid={session}"));
    thief.get("/user/account").await.is(302);
    thief
        .get("/user/login")
        .await
        .ok()
        .says("The session has ended");
}
