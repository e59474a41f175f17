//! The page of one person.

use crate::world::{Browser, Page, World};

/// The address of the page of this person, as the list links to it.
async fn page_of(owner: &Browser, email: &str) -> String {
    let form = owner.role_form(email).await;
    let page = form.strip_suffix("/role").expect("a role form").to_owned();
    let list = owner.get("/organization").await;
    assert!(list.row_of(email).contains(&format!("<a href=\"{page}\">")));
    page
}

fn history(page: &Page) -> &str {
    page.html
        .split("<ul class=\"history\">")
        .nth(1)
        .expect("a history")
}

#[tokio::test]
async fn a_person_has_facts_and_a_history() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    world.guest(&link, "ann@example.com").await;
    let ann = page_of(&owner, "ann@example.com").await;
    owner.gives_role("ann@example.com", "RE").await.is(303);
    let page = owner.get(&format!("{ann}?status=active")).await.ok();
    let page = page
        .says("<h1><bdi>ann@example.com</bdi></h1>")
        .says("href=\"/organization?status=active\">People</a>")
        .says("Delete Member");
    let told = history(&page);
    let given = "<bdi>olga@example.com</bdi> gave <bdi>ann@example.com</bdi> the role Reviewer";
    let joined = "<bdi>ann@example.com</bdi> joined, without a role as yet";
    let (given, joined) = (told.find(given), told.find(joined));
    assert!(given.is_some() && given < joined, "newest first: {told}");
    owner.get("/organization/people/999").await.is(404);
    owner.get("/organization/people/x").await.is(404);
}

#[tokio::test]
async fn k19_it_says_which_link_or_invitation_a_person_came_from() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    world.guest(&link, "ann@example.com").await;
    let ann = page_of(&owner, "ann@example.com").await;
    owner
        .get(&ann)
        .await
        .says("present invite link</a>, made on");
    owner
        .post("/organization/invite-link/reset", &[])
        .await
        .is(303);
    owner
        .get(&ann)
        .await
        .says("By invite link 1, which was reset since");
    let invitation = world.invitation(&owner, "bob@example.com", "AN").await;
    let bob = world.browser();
    bob.accept(&invitation, "bob@example.com", crate::world::PASSWORD)
        .await
        .is(302);
    let bob = page_of(&owner, "bob@example.com").await;
    owner
        .get(&bob)
        .await
        .says("By the invitation of")
        .says("from <bdi>olga@example.com</bdi>")
        .says("accepted the invitation and joined as Annotator");
}

#[tokio::test]
async fn who_is_reactivated_gets_the_role_held_before() {
    let world = World::with_seats(2);
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    for name in ["ann", "bob"] {
        world.guest(&link, &format!("{name}@example.com")).await;
    }
    owner.gives_role("ann@example.com", "RE").await.is(303);
    let ann = page_of(&owner, "ann@example.com").await;
    let form = format!("{ann}/role");
    let back = ("back", "person");
    owner
        .post(&form, &[back, ("role", "DI")])
        .await
        .is(303)
        .leads_to(&ann);
    owner.get(&ann).await.says("Reactivate as Reviewer");
    owner.gives_role("bob@example.com", "AN").await.is(303);
    owner
        .post(&form, &[back, ("role", "reactivate")])
        .await
        .is(403)
        .says("No seat is free: 2 of 2 are taken")
        .says("Reactivate as Reviewer");
    owner.gives_role("bob@example.com", "DI").await.is(303);
    owner
        .post(&form, &[back, ("role", "reactivate")])
        .await
        .is(303);
    owner
        .get(&ann)
        .await
        .says("reactivated <bdi>ann@example.com</bdi> as Reviewer")
        .says("value=\"RE\" selected");
}

#[tokio::test]
async fn nobody_is_offered_to_change_himself_or_the_owner() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    owner.gives_role("ann@example.com", "AD").await.is(303);
    let own = page_of(&owner, "ann@example.com").await;
    ann.get(&own)
        .await
        .ok()
        .says("your account page")
        .does_not_say("name=\"role\"")
        .does_not_say("Delete Member");
    ann.get("/organization/people/1")
        .await
        .ok()
        .says("Nobody changes the Owner.")
        .does_not_say("name=\"role\"");
}
