//! The seats of an organization, in numbers.

use crate::world::{Browser, World};

/// The numbers, in the order in which they stand.
async fn numbers(browser: &Browser) -> Vec<String> {
    let page = browser.get("/organization/usage").await.ok();
    let cards = page.html.split("<dt>").skip(1);
    let card = |card: &str| {
        let (label, rest) = card.split_once("</dt>").expect("a label");
        let value = rest.split("<strong>").nth(1).expect("a number");
        format!("{label} {}", value.split('<').next().unwrap_or_default())
    };
    cards.map(card).collect()
}

#[tokio::test]
async fn six_numbers_say_who_takes_seats_and_who_does_not() {
    let world = World::with_seats(3);
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    for person in ["ann", "bob", "cid", "dan"] {
        world.guest(&link, &format!("{person}@example.com")).await;
    }
    owner.gives_role("ann@example.com", "AN").await.is(303);
    owner.gives_role("bob@example.com", "DI").await.is(303);
    let expected = |used, free, pending, waiting| {
        vec![
            format!("Used {used}"),
            format!("Free {free}"),
            "Limit 3".to_owned(),
            format!("Pending {pending}"),
            format!("Waiting {waiting}"),
            "Deactivated 1".to_owned(),
        ]
    };
    assert_eq!(numbers(&owner).await, expected(2, 1, 2, 0));
    owner.gives_role("cid@example.com", "RE").await.is(303);
    let role = [("default_role", "AN")];
    owner
        .post("/organization/settings/default-role", &role)
        .await
        .is(303);
    world.guest(&link, "eva@example.com").await;
    assert_eq!(numbers(&owner).await, expected(3, 0, 2, 1));
    owner
        .get("/organization/usage")
        .await
        .says("3 of 3 seats taken")
        .says("<meter");
}

#[tokio::test]
async fn without_a_limit_no_number_is_made_up() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let told = numbers(&owner).await;
    assert_eq!(told[..3], ["Used 1", "Free No limit", "Limit No limit"]);
    let page = owner.get("/organization/usage").await;
    page.does_not_say("<meter");
}
