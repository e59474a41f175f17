//! Signing up, directly and by link.

use crate::world::{PASSWORD, World};

#[tokio::test]
async fn who_signs_up_without_a_link_owns_an_organization() {
    let world = World::new();
    let browser = world.browser();
    browser
        .get("/user/signup")
        .await
        .ok()
        .says("You found a new organization");
    let page = browser.sign_up("/user/signup", "olga@example.com").await;
    let page = page.is(302).leads_to("/");
    let session = page.cookie("sessionid");
    assert!(
        session.contains("HttpOnly") && session.contains("SameSite=Lax"),
        "{session}"
    );
    assert!(
        session.contains("Path=/") && !session.contains("Secure"),
        "{session}"
    );
    browser.get("/").await.leads_to("/organization");
    browser
        .get("/organization")
        .await
        .ok()
        .says("1 person")
        .says("olga@example.com");
}

#[tokio::test]
async fn faults_stand_beside_their_fields_and_what_was_typed_stays() {
    let world = World::new();
    let browser = world.browser();
    let fields = [("email", "olga@"), ("password", "short")];
    browser
        .post("/user/signup", &fields)
        .await
        .ok()
        .says("2 fields need another look.")
        .says("Enter a valid email address.")
        .says("Please enter a password 8–128 characters in length.")
        .says("value=\"olga@\"")
        .does_not_say("short");
    world.owner("olga@example.com").await;
    let again = world.browser();
    again
        .sign_up("/user/signup", "Olga@Example.com")
        .await
        .ok()
        .says("User with this email already exists");
    assert!(!again.is_in().await);
}

#[tokio::test]
async fn who_signs_up_by_link_waits_in_that_organization() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let page = world.browser().get(&link).await.ok();
    assert_eq!(page.cache_control, "no-store");
    page.says("You are invited to join")
        .says("<bdi>olga@example.com</bdi>")
        .says("name=\"password\"");
    let ann = world.guest(&link, "ann@example.com").await;
    ann.get("/").await.leads_to("/waiting");
    ann.get("/waiting")
        .await
        .ok()
        .says("You are waiting for a role")
        .does_not_say("href=\"/organization\"");
    ann.get("/organization").await.is(403);
    owner
        .get("/organization")
        .await
        .ok()
        .says("2 people, 1 waiting for a role")
        .says("1 person is waiting for a role.")
        .says("by invite link");
}

#[tokio::test]
async fn k11_a_link_is_judged_when_the_form_is_sent() {
    let world = World::closed();
    let owner = world.browser();
    let choose = world.organization_of("olga@example.com").await;
    owner.post(&choose, &[("password", PASSWORD)]).await.is(303);
    owner
        .log_in("olga@example.com", PASSWORD)
        .await
        .leads_to("/");
    let link = owner.invite_link().await;
    let ann = world.browser();
    ann.get(&link).await.ok();
    owner
        .post("/organization/invite-link/reset", &[])
        .await
        .is(303)
        .leads_to("/organization#invite");
    ann.sign_up(&link, "ann@example.com")
        .await
        .is(410)
        .says("This invite link was reset")
        .does_not_say("name=\"password\"");
    ann.get(&link)
        .await
        .is(410)
        .does_not_say("name=\"password\"");
    for missing in ["/user/signup?token=", "/user/signup"] {
        ann.sign_up(missing, "ann@example.com").await.is(403);
    }
    assert!(!ann.is_in().await);
    owner.get("/organization").await.says("1 person<");
    let fresh = owner.invite_link().await;
    assert_ne!(fresh, link);
    world.guest(&fresh, "ann@example.com").await;
}

#[tokio::test]
async fn k14_closing_sign_up_lets_in_who_holds_a_link() {
    let world = World::closed();
    let owner = world.browser();
    let choose = world.organization_of("olga@example.com").await;
    owner.post(&choose, &[("password", PASSWORD)]).await.is(303);
    owner
        .log_in("olga@example.com", PASSWORD)
        .await
        .leads_to("/");
    let link = owner.invite_link().await;
    // (a) the right link
    world.guest(&link, "ann@example.com").await;
    // (c) none
    let bob = world.browser();
    for page in [
        bob.get("/user/signup").await,
        bob.sign_up("/user/signup", "bob@example.com").await,
    ] {
        page.is(403)
            .says("Signing up needs an invite link")
            .says("muster organization create --owner EMAIL")
            .does_not_say("name=\"password\"");
    }
    // (d) a wrong one
    for page in [
        bob.get("/user/signup?token=wrong").await,
        bob.sign_up("/user/signup?token=wrong", "bob@example.com")
            .await,
    ] {
        page.is(403)
            .says("This invite link is not valid")
            .does_not_say("name=\"password\"");
    }
    bob.get("/user/login").await.ok().does_not_say("Sign up");
}

#[tokio::test]
async fn k15_who_has_an_account_is_asked_whether_to_join() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let bob = world.owner("bob@example.com").await;
    let asked = bob.get(&link).await.ok();
    assert_eq!(asked.cache_control, "no-store");
    asked
        .says("Join with this account")
        .says("bob@example.com")
        .does_not_say("name=\"password\"");
    // Neither looking nor a form without the button joins.
    bob.sign_up(&link, "bob@example.com")
        .await
        .ok()
        .says("Join with this account");
    owner.get("/organization").await.says("1 person<");
    bob.post(&link, &[("join", "yes")])
        .await
        .is(303)
        .leads_to("/user/account");
    bob.get("/user/account")
        .await
        .ok()
        .says("You have joined.")
        .says("Pending");
    bob.get(&link)
        .await
        .ok()
        .says("You are a member of")
        .does_not_say("name=\"join\"");
    owner.get(&link).await.ok().says("You are a member of");
    owner
        .get("/organization")
        .await
        .says("2 people, 1 waiting for a role");
}

#[tokio::test]
async fn who_is_signed_in_and_has_no_link_is_sent_on() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    owner.get("/user/signup").await.is(302).leads_to("/");
    owner
        .sign_up("/user/signup?next=/user/account", "other@example.com")
        .await
        .is(302)
        .leads_to("/user/account");
}
