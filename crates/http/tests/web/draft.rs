//! A form that was sent after the session had ended: it stands filled in again after log-in, for its sender alone.

use crate::world::{Browser, PASSWORD, Page, World};

/// The hidden field of the page's forms that says whose they are.
fn account(page: &Page) -> String {
    let field = page.html.split("name=\"account\" value=\"").nth(1);
    let id = field.and_then(|rest| rest.split('"').next());
    id.expect("a form that says whose it is").to_owned()
}

/// Sends the form after the session has ended; what comes back leads to log-in.
async fn too_late(browser: &Browser, page: &str, form: &str, fields: &[(&str, &str)]) -> Page {
    let shown = browser.get(page).await.ok();
    let account = account(&shown);
    let mut sent = vec![("account", account.as_str()), ("organization", "1")];
    sent.extend_from_slice(fields);
    browser.post("/logout", &[]).await.is(303);
    browser.post(form, &sent).await.is(302)
}

async fn log_in(browser: &Browser, path: &str, email: &str) -> Page {
    browser
        .post(path, &[("email", email), ("password", PASSWORD)])
        .await
        .is(302)
}

#[tokio::test]
async fn who_was_logged_out_finds_the_addresses_in_the_form_and_nobody_was_invited() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let typed = "ann@example.com\r\nbob@example.com <b>";
    let page = too_late(
        &owner,
        "/organization",
        "/organization/invitations",
        &[("emails", typed), ("role", "RE")],
    )
    .await;
    assert_eq!(
        page.location,
        "/user/login?next=%2Forganization%23invite-email"
    );
    assert!(page.cookie("draft").contains("HttpOnly"));
    owner
        .get(&page.location)
        .await
        .ok()
        .says("What you filled in is kept");
    // A password mistyped loses nothing.
    owner.log_in("olga@example.com", "wrong").await.ok();
    log_in(&owner, &page.location, "olga@example.com")
        .await
        .leads_to("/organization#invite-email");
    owner
        .get("/organization")
        .await
        .ok()
        .says("ann@example.com\r\nbob@example.com &#60;b&#62;</textarea>")
        .says("<option value=\"RE\" selected>")
        .says("nothing was saved");
    assert_eq!(world.count_events("invitation-created").await, 0);
    // Once: the next visit finds an empty form.
    owner
        .get("/organization")
        .await
        .ok()
        .does_not_say("bob@example.com");
    assert!(owner.cookie("draft").is_none());
}

#[tokio::test]
async fn settings_and_the_profile_come_back_as_typed() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    for (page, form, name, value) in [
        (
            "/organization/settings",
            "/organization/settings",
            "title",
            "The \"Lab\"",
        ),
        (
            "/organization/settings",
            "/organization/settings/invite-link",
            "max_uses",
            "many",
        ),
        (
            "/organization/settings",
            "/organization/settings/tokens",
            "days",
            "few",
        ),
        (
            "/organization/settings",
            "/organization/settings/sessions",
            "max_session_age",
            "600",
        ),
        ("/user/account", "/user/account", "first_name", "Olga\u{e9}"),
    ] {
        let answer = too_late(&owner, page, form, &[(name, value)]).await;
        log_in(&owner, &answer.location, "olga@example.com").await;
        let shown = owner.get(page).await.ok();
        assert_eq!(shown.value_of(name), value, "{form}");
        let again = owner.get(page).await.ok();
        assert_ne!(again.value_of(name), value, "nothing was saved by {form}");
    }
}

#[tokio::test]
async fn nobody_else_finds_what_was_typed() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    world.guest(&link, "ann@example.com").await;
    owner.gives_role("ann@example.com", "AD").await.is(303);
    let secret = "private@example.com";
    for (page, form, field) in [
        ("/organization", "/organization/invitations", "emails"),
        ("/user/account", "/user/account", "first_name"),
    ] {
        log_in(&owner, "/user/login", "olga@example.com").await;
        too_late(&owner, page, form, &[(field, secret)]).await;
        log_in(&owner, "/user/login", "ann@example.com").await;
        owner.get(page).await.ok().does_not_say(secret);
        owner.post("/logout", &[]).await.is(303);
        log_in(&owner, "/user/login", "olga@example.com").await;
        // Whoever came between has ended it.
        owner.get(page).await.ok().does_not_say(secret);
        owner.post("/logout", &[]).await.is(303);
    }
}

#[tokio::test]
async fn what_was_typed_for_one_organization_is_not_offered_to_another() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let bob = world.owner("bob@example.com").await;
    bob.post(&link, &[("join", "yes")]).await.is(303);
    // Bob's active organization is his own, and the form was of Olga's.
    let page = "/organization/settings";
    too_late(&bob, page, page, &[("title", "Olga's lab")]).await;
    log_in(&bob, "/user/login", "bob@example.com").await;
    let shown = bob.get(page).await.ok();
    assert_eq!(shown.value_of("title"), "bob@example.com");
}

#[tokio::test]
async fn what_cannot_be_kept_leads_to_log_in_as_before() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let long = "somebody@example.com, ".repeat(200);
    let page = too_late(
        &owner,
        "/organization",
        "/organization/invitations",
        &[("emails", &long)],
    )
    .await;
    page.leads_to("/user/login");
    assert!(owner.cookie("draft").is_none());
    // A form that does not say whose it is, and a form with a password in it.
    for form in ["/organization/invitations", "/user/account/password"] {
        let fields = [("emails", "ann@example.com"), ("account", "x")];
        owner.post(form, &fields).await.leads_to("/user/login");
        assert!(owner.cookie("draft").is_none());
    }
    // What others write into the cookie is no form.
    owner.log_in("olga@example.com", PASSWORD).await.is(302);
    for value in ["x", "%7B%7D", "%22", ""] {
        owner.keeps_cookie("draft", value);
        owner.get("/organization").await.ok();
    }
}
