//! The settings of an organization.

use muster_domain::model::api_token::TokenKinds;
use muster_domain::model::mail::{Attempt, Letter};
use muster_domain::model::time::Duration;

use crate::world::{Browser, PASSWORD, Setup, World};

const SETTINGS: &str = "/organization/settings";

/// An Owner and an Administrator.
async fn people(world: &World) -> (Browser, Browser) {
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    owner.gives_role("ann@example.com", "AD").await.is(303);
    (owner, ann)
}

#[tokio::test]
async fn title_and_contact_are_saved_and_refused_together() {
    let world = World::new();
    let (_, ann) = people(&world).await;
    let form = [
        ("title", "Acme <b>& Söhne"),
        ("contact_info", "info@example.com"),
    ];
    ann.post(SETTINGS, &form).await.is(303).leads_to(SETTINGS);
    let page = ann.get(SETTINGS).await.ok().says("Saved.");
    assert!(!page.html.contains("Acme <b>"), "{}", page.html);
    assert_eq!(page.value_of("contact_info"), "info@example.com");

    let wrong = [("title", " "), ("contact_info", "nobody")];
    let page = ann.post(SETTINGS, &wrong).await.is(400);
    assert_eq!(page.value_of("contact_info"), "nobody", "what was typed");
    page.says("2 fields need another look.")
        .says("id=\"title-error\"")
        .says("id=\"contact_info-error\"");

    ann.post(SETTINGS, &[("title", "Acme"), ("contact_info", "")])
        .await
        .is(303);
    let page = ann.get(SETTINGS).await.ok();
    assert_eq!(page.value_of("title"), "Acme");
    assert_eq!(page.value_of("contact_info"), "");
}

#[tokio::test]
async fn newcomers_get_the_default_role() {
    let world = World::new();
    let (owner, ann) = people(&world).await;
    let form = "/organization/settings/default-role";
    for wrong in ["AD", "OW", "DI", "", "XX"] {
        let status = if wrong == "OW" { 403 } else { 400 };
        ann.post(form, &[("default_role", wrong)]).await.is(status);
    }
    ann.post(form, &[("default_role", "RE")]).await.is(303);
    ann.get(SETTINGS)
        .await
        .ok()
        .says("<option value=\"RE\" selected>");
    let link = owner.invite_link().await;
    world.guest(&link, "bob@example.com").await;
    let page = owner.get("/organization").await.ok();
    assert!(
        page.row_of("bob@example.com")
            .contains("value=\"RE\" selected")
    );
}

#[tokio::test]
async fn k17_the_link_is_limited_and_the_limits_are_seen_and_lifted() {
    let world = World::new();
    let (owner, ann) = people(&world).await;
    let form = "/organization/settings/invite-link";
    let wrong = [("expires_at", "tomorrow"), ("max_uses", "0")];
    ann.post(form, &wrong)
        .await
        .is(400)
        .says("Enter a date and time such as")
        .says("Enter a whole number from 1.")
        .says("value=\"tomorrow\"");

    let link = owner.invite_link().await;
    ann.post(form, &[("expires_at", ""), ("max_uses", "2")])
        .await
        .is(303);
    ann.get(SETTINGS)
        .await
        .ok()
        .says("1 of 2 people have joined by it.");
    world.guest(&link, "bob@example.com").await;
    world.browser().get(&link).await.is(410);

    let limits = [("expires_at", "2999-12-24T18:00"), ("max_uses", "")];
    ann.post(form, &limits).await.is(303);
    let page = ann.get(SETTINGS).await.ok().says("It works until 24");
    assert_eq!(page.value_of("expires_at"), "2999-12-24T18:00");
    world.browser().get(&link).await.ok();
    ann.post(form, &[("expires_at", "2000-01-01T00:00")])
        .await
        .is(303);
    ann.get(SETTINGS).await.ok().says("It worked until 1");
    world.browser().get(&link).await.is(410);
    ann.post(form, &[]).await.is(303);
    ann.get(SETTINGS).await.ok().says("works without limit");
    world.browser().get(&link).await.ok();
}

#[tokio::test]
async fn kinds_of_token_are_switched_and_new_ones_live_so_long() {
    let world = World::new();
    let (_, ann) = people(&world).await;
    let form = "/organization/settings/tokens";
    ann.post(form, &[("personal", "on"), ("days", "0")])
        .await
        .is(400)
        .says("id=\"days-error\"");
    ann.get("/user/account")
        .await
        .ok()
        .does_not_say("switched off");
    ann.post(form, &[("personal", "on"), ("days", "7")])
        .await
        .is(303);
    let page = ann.get(SETTINGS).await.ok();
    assert_eq!(page.value_of("days"), "7");
    ann.get("/user/account")
        .await
        .ok()
        .says("Legacy tokens are switched off in this organization");
}

#[tokio::test]
async fn what_the_operator_switched_off_is_said() {
    let world = World::with(&Setup {
        token_kinds: TokenKinds {
            personal: true,
            legacy: false,
        },
        ..Setup::default()
    });
    let owner = world.owner("olga@example.com").await;
    let page = owner.get(SETTINGS).await.ok();
    let told = page.html.matches("Switched off on this server").count();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn the_session_policy_is_the_owners() {
    let world = World::new();
    let (owner, ann) = people(&world).await;
    let form = "/organization/settings/sessions";
    let policy = |age, idle| {
        [
            ("max_session_age", age),
            ("max_time_between_activity", idle),
        ]
    };
    ann.post(form, &policy("60", "60")).await.is(403);
    ann.get(SETTINGS)
        .await
        .ok()
        .says("8 days after logging in")
        .says("Only the Owner can change this.")
        .does_not_say("name=\"max_session_age\"");
    owner
        .post(form, &policy("x", "0"))
        .await
        .is(400)
        .says("id=\"max_session_age-error\"")
        .says("id=\"max_time_between_activity-error\"");
    owner.post(form, &policy("120", "30")).await.is(303);
    owner.get(SETTINGS).await.ok().says("2 hours after logging");
    world.wait(Duration::minutes(31));
    assert!(!owner.is_in().await);
}

const TRANSFER: &str = "/organization/settings/owner";

fn transfer<'a>(to: &'a str, password: &'a str) -> [(&'static str, &'a str); 2] {
    [("new_owner", to), ("current_password", password)]
}

#[tokio::test]
async fn ownership_is_transferred_by_password_and_both_are_told() {
    let world = World::new();
    let (owner, ann) = people(&world).await;
    let link = owner.invite_link().await;
    world.guest(&link, "bob@example.com").await;
    world.deliver(&Attempt::Taken).await;
    ann.get(SETTINGS)
        .await
        .ok()
        .says("Only the Owner can hand the organization over.")
        .does_not_say("name=\"new_owner\"");
    ann.post(TRANSFER, &transfer("ann@example.com", PASSWORD))
        .await
        .is(403);
    for (to, password, field) in [
        ("ann@example.com", "wrong horse", "current_password"),
        ("ann@example.com", "", "current_password"),
        ("nobody@example.com", PASSWORD, "new_owner"),
        ("bob@example.com", PASSWORD, "new_owner"),
        ("olga@example.com", PASSWORD, "new_owner"),
        ("ann", PASSWORD, "new_owner"),
        ("", PASSWORD, "new_owner"),
    ] {
        let page = owner.post(TRANSFER, &transfer(to, password)).await.is(400);
        assert_eq!(page.value_of("new_owner"), to);
        page.says(&format!("id=\"{field}-error\""))
            .says(&format!("<a href=\"#{field}\">"))
            .says("settings\" aria-current=\"page\"")
            .does_not_say("wrong horse");
    }
    owner
        .get(SETTINGS)
        .await
        .ok()
        .says("<option value=\"ann@example.com\">");
    owner
        .post(TRANSFER, &transfer(" Ann@Example.com", PASSWORD))
        .await
        .is(303)
        .leads_to(SETTINGS);
    owner
        .get(SETTINGS)
        .await
        .ok()
        .says("The organization has a new Owner.")
        .says("The Owner is <bdi>ann@example.com</bdi>");
    ann.get(SETTINGS).await.ok().says("name=\"new_owner\"");
    let mails = world.deliver(&Attempt::Taken).await;
    let told = mails
        .iter()
        .filter(|mail| matches!(mail.letter, Letter::OwnershipTransferred { .. }));
    assert_eq!(told.count(), 2);
}

#[tokio::test]
async fn k60_who_guesses_the_password_of_a_browser_left_open_is_slowed_down() {
    let world = World::new();
    let (owner, ann) = people(&world).await;
    let guess = transfer("ann@example.com", "wrong horse");
    for _ in 0..30 {
        owner.post(TRANSFER, &guess).await.is(400);
    }
    let right = transfer("ann@example.com", PASSWORD);
    owner.post(TRANSFER, &right).await.is(429);
    let change = [
        ("current_password", PASSWORD),
        ("new_password", "battery staple"),
    ];
    owner.post("/user/account/password", &change).await.is(429);
    ann.post("/user/account/password", &change).await.is(303);
    world.wait(Duration::seconds(30));
    owner.post(TRANSFER, &right).await.is(303);
}

#[tokio::test]
async fn a_form_of_another_organization_changes_nothing_here() {
    let world = World::new();
    let (owner, _) = people(&world).await;
    let stale = [("title", "Stolen"), ("organization", "7")];
    owner.post(SETTINGS, &stale).await.is(400);
    owner.get(SETTINGS).await.ok().does_not_say("Stolen");
}
