//! The Organization page.

use crate::world::{Browser, PASSWORD, Page, World};

#[tokio::test]
async fn a_role_is_given_and_taken() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    owner
        .gives_role("ann@example.com", "AD")
        .await
        .is(303)
        .leads_to("/organization");
    let page = owner.get("/organization").await.ok().says("Role saved.");
    assert!(
        page.row_of("ann@example.com")
            .contains("value=\"AD\" selected")
    );
    ann.get("/").await.leads_to("/organization");
    let page = ann.get("/people").await.ok();
    // Nobody changes himself, nobody the Owner.
    assert!(!page.row_of("ann@example.com").contains("<select"));
    assert!(!page.row_of("olga@example.com").contains("<select"));
    owner.gives_role("ann@example.com", "DI").await.is(303);
    assert!(!ann.is_in().await);
    let page = owner.get("/organization").await.ok();
    assert!(page.row_of("ann@example.com").contains("</svg>Deactivated"));
    let form = owner.role_form("ann@example.com").await;
    owner.post(&form, &[("role", "OW")]).await.is(403);
    owner.post(&form, &[("role", "XX")]).await.is(400);
    owner
        .post("/organization/people/999/role", &[("role", "AN")])
        .await
        .is(404);
}

#[tokio::test]
async fn k25_a_refused_change_comes_back_with_the_numbers() {
    let world = World::with_seats(2);
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    world.guest(&link, "ann@example.com").await;
    world.guest(&link, "bob@example.com").await;
    owner.gives_role("ann@example.com", "AN").await.is(303);
    owner.gives_role("ann@example.com", "DI").await.is(303);
    owner.gives_role("bob@example.com", "RE").await.is(303);
    let page = owner.gives_role("ann@example.com", "AN").await.is(403);
    let row = page.row_of("ann@example.com");
    assert!(row.contains("No seat is free: 2 of 2 are taken"), "{row}");
    assert!(row.contains("value=\"AN\" selected"), "{row}");
    page.says("2 of 2 seats taken").says("none free");
}

#[tokio::test]
async fn k27_the_page_counts_seats_as_the_check_does() {
    let world = World::with_seats(4);
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    for person in ["ann", "bob", "cid", "dan"] {
        world.guest(&link, &format!("{person}@example.com")).await;
    }
    owner.gives_role("ann@example.com", "AN").await.is(303);
    owner.gives_role("bob@example.com", "MA").await.is(303);
    owner.gives_role("cid@example.com", "DI").await.is(303);
    owner
        .get("/organization")
        .await
        .says("3 of 4 seats taken")
        .says("1 free")
        .says("5 people, 1 waiting for a role, 1 deactivated");
}

#[tokio::test]
async fn a_member_is_deleted_after_a_question() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    let form = owner.role_form("ann@example.com").await;
    let remove = form.replace("/role", "/remove");
    owner
        .get(&remove)
        .await
        .ok()
        .says("Delete Member")
        .says("ann@example.com")
        .says("Deleted User");
    owner
        .post(&remove, &[])
        .await
        .is(303)
        .leads_to("/organization");
    owner
        .get("/organization")
        .await
        .ok()
        .says("Member deleted.")
        .does_not_say("ann@example.com");
    assert!(!ann.is_in().await);
    owner.get(&remove).await.is(404);
    owner
        .post("/organization/people/1/remove", &[])
        .await
        .is(405);
}

#[tokio::test]
async fn people_are_searched_filtered_and_paged() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    for number in 0..31 {
        world
            .guest(&link, &format!("p{number:02}@example.com"))
            .await;
    }
    owner
        .get("/organization")
        .await
        .ok()
        .says("1 to 30 of 32")
        .says("href=\"/organization?page=2\"")
        .does_not_say("Previous");
    owner
        .get("/organization?page=2")
        .await
        .ok()
        .says("31 to 32 of 32")
        .says("Previous")
        .does_not_say(">Next<");
    owner
        .get("/organization?page=9")
        .await
        .ok()
        .says("No more people on this page");
    let page = owner.get("/organization?search=P07&role=NO").await.ok();
    let page = page.says("1 person found");
    let row = page.row_of("p07@example.com");
    assert!(row.contains("/role?search=P07&#38;status=pending"), "{row}");
    owner
        .get("/organization?search=nobody")
        .await
        .ok()
        .says("Nobody found");
    owner
        .get("/organization?search=%25&page=-1&role=x")
        .await
        .ok();
}

/// Olga, who owns an organization and administers Oscar's, with Ann in both of them.
async fn in_two_organizations(world: &World) -> (Browser, [String; 2]) {
    let olga = world.owner("olga@example.com").await;
    let oscar = world.owner("oscar@example.com").await;
    let own = hidden(&olga.get("/organization").await.ok());
    let other = hidden(&oscar.get("/organization").await.ok());
    assert_ne!(own, other);
    let link = oscar.invite_link().await;
    olga.post(&link, &[("join", "yes")]).await.is(303);
    let ann = world
        .guest(&olga.invite_link().await, "ann@example.com")
        .await;
    ann.post(&link, &[("join", "yes")]).await.is(303);
    oscar.gives_role("olga@example.com", "AD").await.is(303);
    switch(&olga, &own).await;
    (olga, [own, other])
}

/// The organization that the forms of a page name.
fn hidden(page: &Page) -> String {
    let field = page.html.split("name=\"organization\" value=\"").nth(1);
    let value = field.and_then(|rest| rest.split('"').next());
    value
        .expect("a form that names its organization")
        .to_owned()
}

async fn switch(browser: &Browser, organization: &str) {
    browser
        .post(
            "/user/account/active-organization",
            &[("organization", organization)],
        )
        .await
        .is(303);
}

#[tokio::test]
async fn a_form_of_a_page_from_before_a_switch_changes_nothing() {
    let world = World::new();
    let (olga, [own, other]) = in_two_organizations(&world).await;
    let page = olga.get("/organization").await.ok();
    assert_eq!(hidden(&page), own);
    let role = olga.role_form("ann@example.com").await;
    let remove = role.replace("/role", "/remove");
    assert_eq!(hidden(&olga.get(&remove).await.ok()), own);
    let reset = "/organization/invite-link/reset";
    let stale = ("organization", own.as_str());

    switch(&olga, &other).await;
    let link = olga.invite_link().await;
    for (form, fields) in [
        (role.as_str(), vec![stale, ("role", "AD")]),
        (&remove, vec![stale]),
        (reset, vec![stale]),
    ] {
        olga.post(form, &fields)
            .await
            .is(400)
            .says("You switched to oscar@example.com in another tab; nothing was changed.");
    }
    let page = olga.get("/organization").await.ok();
    let row = page.row_of("ann@example.com");
    assert!(row.contains("value=\"NO\" selected"), "{row}");
    assert_eq!(olga.invite_link().await, link);

    // The same forms, from pages of the organization that is active, and from a script that names none.
    let fresh = ("organization", other.as_str());
    olga.post(&role, &[fresh, ("role", "AN")]).await.is(303);
    olga.post(&role, &[("role", "RE")]).await.is(303);
    olga.post(reset, &[fresh]).await.is(303);
    assert_ne!(olga.invite_link().await, link);
    olga.post(reset, &[]).await.is(303);
    olga.post(&remove, &[("organization", "x")]).await.is(400);
    olga.post(&remove, &[fresh]).await.is(303);
    switch(&olga, &own).await;
    let page = olga.get("/organization").await.ok();
    page.row_of("ann@example.com");
    olga.sends("x-csrftoken", &olga.cookie("csrftoken").expect("a token"));
    olga.post_nothing(&remove).await.is(303);
    olga.post_nothing(reset).await.is(303);
}

#[tokio::test]
async fn who_may_not_manage_the_other_organization_is_told_of_the_switch_too() {
    let world = World::new();
    let (olga, [own, other]) = in_two_organizations(&world).await;
    let oscar = world.browser();
    oscar.log_in("oscar@example.com", PASSWORD).await.is(302);
    oscar.gives_role("olga@example.com", "AN").await.is(303);
    switch(&olga, &other).await;
    olga.post("/organization/invite-link/reset", &[("organization", &own)])
        .await
        .is(400)
        .says("You switched to oscar@example.com");
    olga.post("/organization/invite-link/reset", &[])
        .await
        .is(403);
}
