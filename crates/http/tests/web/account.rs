//! The account page, and choosing a password by link.

use crate::world::{PASSWORD, Setup, World};

#[tokio::test]
async fn a_profile_is_saved_and_shown() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let fields = [
        ("first_name", "Olga"),
        ("last_name", "Olsen"),
        ("phone", "+47 1"),
    ];
    owner
        .post("/user/account", &fields)
        .await
        .is(303)
        .leads_to("/user/account");
    let page = owner.get("/user/account").await.ok().says("Saved.");
    assert_eq!(page.value_of("first_name"), "Olga");
    assert_eq!(page.value_of("phone"), "+47 1");
    assert_eq!(page.cache_control, "no-store");
    let fields = [("first_name", "O\nlga"), ("last_name", "Kept")];
    let page = owner.post("/user/account", &fields).await.is(400);
    assert_eq!(page.value_of("last_name"), "Kept");
    page.says("Control characters").says("first_name-error");
}

#[tokio::test]
async fn the_legacy_token_is_shown_and_renewed() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let before = owner
        .get("/user/account")
        .await
        .ok()
        .value_of("legacy_token");
    assert_eq!(before.len(), 40);
    owner.post("/user/account/legacy-token", &[]).await.is(303);
    let page = owner.get("/user/account").await.ok().says("renewed");
    assert_ne!(page.value_of("legacy_token"), before);
}

#[tokio::test]
async fn k53_a_new_password_logs_out_all_other_browsers() {
    let world = World::new();
    let a = world.owner("olga@example.com").await;
    let b = world.browser();
    b.log_in("olga@example.com", PASSWORD).await.leads_to("/");
    let token = a.get("/user/account").await.value_of("legacy_token");
    let wrong = [
        ("current_password", "not this one"),
        ("new_password", "battery staple"),
    ];
    a.post("/user/account/password", &wrong)
        .await
        .is(400)
        .says("This is not your present password.");
    let short = [("current_password", PASSWORD), ("new_password", "short")];
    a.post("/user/account/password", &short)
        .await
        .is(400)
        .says("8–128 characters in length");
    assert!(b.is_in().await);
    let right = [
        ("current_password", PASSWORD),
        ("new_password", "battery staple"),
    ];
    a.post("/user/account/password", &right)
        .await
        .is(303)
        .leads_to("/user/account");
    let page = a.get("/user/account").await.ok();
    assert_eq!(page.value_of("legacy_token"), token);
    page.says("All other browsers were logged out. Your legacy token stays valid.");
    assert!(!b.is_in().await);
    b.log_in("olga@example.com", PASSWORD).await.ok();
    b.log_in("olga@example.com", "battery staple")
        .await
        .leads_to("/");
}

#[tokio::test]
async fn a_password_is_chosen_by_link_once() {
    let world = World::closed();
    let link = world.organization_of("olga@example.com").await;
    let browser = world.browser();
    let page = browser.get(&link).await.ok().says("olga@example.com");
    assert_eq!(page.cache_control, "no-store");
    browser
        .post(&link, &[("password", "short")])
        .await
        .ok()
        .says("8–128 characters in length");
    browser
        .post(&link, &[("password", PASSWORD)])
        .await
        .is(303)
        .leads_to("/user/login");
    assert!(!browser.is_in().await);
    browser.get("/user/login").await.ok().says("Password set.");
    browser
        .log_in("olga@example.com", PASSWORD)
        .await
        .leads_to("/");
    for page in [
        browser.get(&link).await,
        browser.post(&link, &[("password", "another one")]).await,
    ] {
        page.is(410)
            .says("This link has been used")
            .does_not_say("name=\"password\"");
    }
    browser
        .get("/user/password-reset?token=wrong")
        .await
        .is(403);
}

#[tokio::test]
async fn switching_changes_the_active_organization() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let bob = world.owner("bob@example.com").await;
    bob.post(&link, &[("join", "yes")]).await.is(303);
    bob.get("/").await.leads_to("/organization");
    let switch = "<a href=\"/user/account#organizations\">Switch organization</a>";
    bob.get("/organization").await.ok().says(switch);
    owner.get("/organization").await.ok().does_not_say(switch);
    let page = bob.get("/user/account").await.ok();
    let other = page
        .html
        .split("name=\"organization\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a switch button");
    bob.post(
        "/user/account/active-organization",
        &[("organization", other)],
    )
    .await
    .is(303)
    .leads_to("/");
    bob.get("/").await.leads_to("/waiting");
    let page = bob.get("/waiting").await.ok();
    page.says("Switched to the other organization.");
    bob.post(
        "/user/account/active-organization",
        &[("organization", "999")],
    )
    .await
    .is(400)
    .says("You are not a member of this organization.");
}

#[tokio::test]
async fn light_or_dark_is_kept_by_the_browser_and_holds_on_every_page() {
    let world = World::with(&Setup {
        public_url: "https://ls.example.com/people",
        ..Setup::default()
    });
    let owner = world.browser();
    owner
        .sign_up("/user/signup", "olga@example.com")
        .await
        .is(302);
    let choose = async |theme: &str| {
        let path = "/user/account/theme";
        owner.post(path, &[("theme", theme)]).await
    };
    let dark = "<html lang=\"en\" data-theme=\"dark\">";
    let page = choose("dark").await.is(303);
    let cookie = page.cookie("theme");
    for attribute in ["SameSite=Lax", "Path=/people", "Secure", "Max-Age="] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    page.leads_to("/people/user/account#appearance");
    owner
        .get("/user/account")
        .await
        .ok()
        .says(dark)
        .says("<option value=\"dark\" selected>");
    owner.get("/nowhere").await.is(404).says(dark);
    for wrong in ["", "Dark", "sepia\"><b>"] {
        choose(wrong)
            .await
            .is(400)
            .says("Choose System, Light or Dark.")
            .says(dark);
    }
    owner.post("/logout", &[]).await.is(303);
    owner.get("/user/login").await.ok().says(dark);
    choose("light").await.is(302);
    owner.log_in("olga@example.com", PASSWORD).await.is(302);
    choose("system").await.is(303);
    assert!(owner.cookie("theme").is_none());
    owner.get("/user/account").await.does_not_say("data-theme");
    owner.keeps_cookie("theme", "x");
    owner.get("/user/account").await.does_not_say("data-theme");
}
