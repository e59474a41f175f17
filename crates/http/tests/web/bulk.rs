//! Several people changed at once.

use crate::world::{Browser, Page, World};

const BULK: &str = "/organization/people/bulk";

/// An organization with so many seats, an Annotator Ann and people who wait, with what ticks each.
async fn lab(seats: u32, waiting: &[&str]) -> (World, Browser, Vec<String>) {
    let world = World::with_seats(seats);
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let mut ticks = Vec::new();
    for name in [&["ann"], waiting].concat() {
        let email = format!("{name}@example.com");
        world.guest(&link, &email).await;
        ticks.push(tick(&owner.get("/organization").await, &email));
    }
    owner.gives_role("ann@example.com", "AN").await.is(303);
    (world, owner, ticks)
}

/// The value of the box in the row of this person.
fn tick(page: &Page, email: &str) -> String {
    let row = page.row_of(email);
    let field = row.split("name=\"person\" value=\"").nth(1);
    let value = field.and_then(|rest| rest.split('"').next());
    value.expect("a box to tick").to_owned()
}

fn ticked<'a>(ticks: &'a [String], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let people = ticks.iter().map(|tick| ("person", tick.as_str()));
    people.chain(more.iter().copied()).collect()
}

async fn role_of(owner: &Browser, email: &str) -> String {
    let page = owner.get("/organization").await;
    let (before, _) = page
        .row_of(email)
        .split_once("\" selected")
        .expect("a role");
    before[before.len() - 2..].to_owned()
}

#[tokio::test]
async fn what_would_come_of_it_is_shown_before_it_is_done() {
    let (_world, owner, ticks) = lab(3, &["bob", "cid"]).await;
    owner
        .get("/organization?status=pending")
        .await
        .says("form=\"bulk\"")
        .says("id=\"bulk\" method=\"post\" action=\"/organization/people/bulk?status=pending\"");
    let to_reviewer = ticked(&ticks, &[("role", "RE")]);
    let page = owner
        .post(&format!("{BULK}?status=pending"), &to_reviewer)
        .await;
    let page = page
        .ok()
        .says("Seats taken: 2 now, 3 of 3 afterwards.")
        .says("Change 2 people")
        .says("href=\"/organization?status=pending\"");
    assert!(page.row_of("ann@").contains("Annotator → <strong>Reviewer"));
    assert!(page.row_of("bob@").contains("Pending → <strong>Reviewer"));
    let cid = page.row_of("cid@");
    assert!(cid.contains("No seat is free: 3 of 3 are taken"), "{cid}");
    let sent: Vec<&str> = page
        .html
        .split("name=\"person\" value=\"")
        .skip(1)
        .collect();
    assert_eq!(sent.len(), 2, "only those who can be changed are sent");
    assert_eq!(role_of(&owner, "ann@example.com").await, "AN");

    let apply = ticked(&ticks[..2], &[("role", "RE"), ("step", "apply")]);
    owner
        .post(&format!("{BULK}?status=pending"), &apply)
        .await
        .is(303)
        .leads_to("/organization?status=pending");
    owner
        .get("/organization")
        .await
        .says("2 people were changed.");
    assert_eq!(role_of(&owner, "bob@example.com").await, "RE");
}

#[tokio::test]
async fn several_are_deactivated_whatever_role_the_form_shows() {
    let (_world, owner, ticks) = lab(9, &["bob"]).await;
    let deactivate = ticked(&ticks, &[("role", "AN"), ("do", "deactivate")]);
    owner
        .post(BULK, &deactivate)
        .await
        .ok()
        .says("Deactivate people")
        .says("<input type=\"hidden\" name=\"role\" value=\"DI\">")
        .says("Annotator → <strong>Deactivated");
    let apply = ticked(&ticks, &[("role", "DI"), ("step", "apply")]);
    owner.post(BULK, &apply).await.is(303);
    for email in ["ann@example.com", "bob@example.com"] {
        assert_eq!(role_of(&owner, email).await, "DI");
    }
}

#[tokio::test]
async fn what_stands_in_the_way_is_judged_again_when_it_is_done() {
    let (_world, owner, ticks) = lab(2, &["bob"]).await;
    owner.gives_role("ann@example.com", "RE").await.is(303);
    let apply = ticked(&ticks, &[("role", "AN"), ("step", "apply")]);
    owner.post(BULK, &apply).await.is(303);
    owner
        .get("/organization")
        .await
        .says("1 person was changed. 1 could not be; tick them again to see why.");
    owner
        .post(
            BULK,
            &ticked(&ticks[1..], &[("role", "AN"), ("step", "apply")]),
        )
        .await
        .is(403)
        .says("Nobody was changed.")
        .says("No seat is free: 2 of 2 are taken");
}

#[tokio::test]
async fn a_form_that_says_nothing_gets_a_sentence() {
    let (_world, owner, ticks) = lab(9, &[]).await;
    owner
        .post(BULK, &[("role", "AN")])
        .await
        .is(400)
        .says("Nobody is ticked.")
        .says("<h1>People</h1>");
    for role in ["", "XX"] {
        owner
            .post(BULK, &ticked(&ticks, &[("role", role)]))
            .await
            .is(400)
            .says("There is no such role.");
    }
    let gone = [
        ("person", "999"),
        ("person", "x"),
        ("person", "1"),
        ("role", "AN"),
    ];
    owner
        .post(BULK, &gone)
        .await
        .ok()
        .says("No member of the organization any more.")
        .says("Nobody would be changed.")
        .does_not_say("Change 0");
    let everybody: Vec<String> = (100..1200).map(|id: i32| id.to_string()).collect();
    owner
        .post(BULK, &ticked(&everybody, &[("role", "AN")]))
        .await
        .is(400)
        .says("At most 1000 people");
}
