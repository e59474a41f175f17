//! The list of people: what it shows is what its address says.

use muster_domain::model::time::Duration;

use crate::vendor::license;
use crate::world::{Browser, PASSWORD, Page, World};

/// An organization with people whose names and roles are not in the order in which they came.
async fn lab(world: &World) -> Browser {
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    for (first, last, role) in [
        ("zoe", "Adams", "RE"),
        ("Ann", "Nguyen", "AN"),
        ("", "", "NO"),
        ("bob", "Kowalski", "DI"),
    ] {
        let email = format!("m{}@example.com", first.to_lowercase());
        let person = world.guest(&link, &email).await;
        person
            .post(
                "/user/account",
                &[("first_name", first), ("last_name", last)],
            )
            .await
            .is(303);
        if role != "NO" {
            owner.gives_role(&email, role).await.is(303);
        }
    }
    owner
}

/// The addresses in the table, from top to bottom.
fn listed(page: &Page) -> Vec<&str> {
    let rows = page.html.split("<tr").skip(2);
    rows.map(|row| {
        let at = row.find("@example.com").expect("an address");
        let start = row[..at].rfind(['>', ' ']).expect("a tag") + 1;
        &row[start..at]
    })
    .collect()
}

#[tokio::test]
async fn the_list_is_sorted_by_its_headings() {
    let world = World::new();
    let owner = lab(&world).await;
    for (sort, order) in [
        ("", "olga mzoe mann m mbob"),
        ("-joined", "mbob m mann mzoe olga"),
        ("person", "mann mbob m olga mzoe"),
        ("-person", "mzoe olga m mbob mann"),
        ("role", "olga mzoe mann m mbob"),
        ("-role", "mbob m mann mzoe olga"),
        ("no_such_column", "olga mzoe mann m mbob"),
    ] {
        let page = owner.get(&format!("/organization?sort={sort}")).await.ok();
        assert_eq!(listed(&page).join(" "), order, "{sort}");
    }
    owner
        .get("/organization?sort=person&search=m&page=1")
        .await
        .says("<th scope=\"col\" aria-sort=\"ascending\"><a href=\"/organization?search=m&#38;sort=-person\">Person")
        .says("href=\"/organization?search=m&#38;sort=role\">Role</a>")
        .says("<option value=\"person\" selected>Name, A to Z</option>");
}

#[tokio::test]
async fn a_filter_in_force_is_seen_and_can_be_removed() {
    let world = World::new();
    let owner = lab(&world).await;
    for (query, found) in [
        ("status=active", "olga mzoe mann"),
        ("status=pending", "m"),
        ("status=deactivated", "mbob"),
        ("role=RE", "mzoe"),
        ("role=NO", "m"),
        ("role=RE&status=active&search=zo", "mzoe"),
        ("role=RE&status=pending", "m"),
        ("status=nonsense&role=%00&size=7", "olga mzoe mann m mbob"),
        ("status=active&status=pending", "m"),
    ] {
        let page = owner.get(&format!("/organization?{query}")).await.ok();
        assert_eq!(listed(&page).join(" "), found, "{query}");
    }
    owner
        .get("/organization?role=RE&status=active&search=zo&sort=role")
        .await
        .says("1 person found")
        .says("href=\"/organization?role=RE&#38;status=active&#38;sort=role\"><span class=\"hidden\">Remove the filter </span><bdi>“zo”</bdi>")
        .says("<bdi>Role: Reviewer</bdi>")
        .says("<bdi>Status: Active</bdi>")
        .says("href=\"/organization?sort=role\">Show everybody</a>")
        .says("<option value=\"active\" selected>Active</option>");
    owner.get("/organization").await.does_not_say(" found<");
    owner
        .get("/organization?status=deleted")
        .await
        .ok()
        .says("Nobody found");
}

#[tokio::test]
async fn who_was_deleted_is_listed_without_name_and_actions() {
    let world = World::new();
    let owner = lab(&world).await;
    let form = owner.role_form("mann@example.com").await;
    let remove = form.replace("/role", "/remove");
    owner.post(&remove, &[]).await.is(303);
    let page = owner.get("/organization?status=deleted").await.ok();
    let page = page.says("1 person found").does_not_say("mann@example.com");
    let row = page.row_of("Deleted User");
    for action in ["<form", "<select", "<input", "href="] {
        assert!(!row.contains(action), "{row}");
    }
    assert!(row.contains("</svg>Deleted"), "{row}");
}

#[tokio::test]
async fn a_page_holds_as_many_people_as_its_address_says() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    owner.get("/organization").await.does_not_say("On a page:");
    for number in 0..55 {
        let email = format!("p{number:02}@example.com");
        world.guest(&link, &email).await;
    }
    for (query, rows) in [
        ("", 30),
        ("size=50", 50),
        ("size=100", 56),
        ("size=10000", 30),
        ("size=50&page=2", 6),
    ] {
        let page = owner.get(&format!("/organization?{query}")).await.ok();
        assert_eq!(listed(&page).len(), rows, "{query}");
    }
    owner
        .get("/organization?size=50&sort=-joined")
        .await
        .says("href=\"/organization?sort=-joined&#38;size=50&#38;page=2\"")
        .says("href=\"/organization?sort=-joined&#38;size=100\">100</a>")
        .says("1 to 50 of 56");
}

#[tokio::test]
async fn whom_another_administrator_deleted_meanwhile_is_gone_from_the_list() {
    let world = World::new();
    let owner = lab(&world).await;
    let role = owner.role_form("mann@example.com").await;
    let remove = role.replace("/role", "/remove");
    owner.post(&remove, &[]).await.is(303);
    let role = format!("{role}?status=active");
    let gone = "This person is no member of the organization any more. Nothing was changed.";
    for page in [
        owner.post(&role, &[("role", "RE")]).await,
        owner.post(&remove, &[]).await,
        owner.get(&remove).await,
    ] {
        let page = page.is(404).says(gone).says("<h1>People</h1>");
        assert!(!listed(&page).contains(&"mann"));
    }
}

#[tokio::test]
async fn who_waits_longest_is_listed_first_and_gets_the_seat_with_one_press() {
    let world = World::with_seats(1);
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    for (email, role) in [("bob@example.com", "RE"), ("ann@example.com", "AN")] {
        let invitation = world.invitation(&owner, email, role).await;
        world.guest(&link, &format!("no-role-{email}")).await;
        let person = world.browser();
        person.accept(&invitation, email, PASSWORD).await.is(302);
        world.wait(Duration::hours(1));
    }
    let waiting = |page: &Page| listed(page).join(" ");
    let page = owner.get("/organization?status=waiting").await.ok();
    assert_eq!(waiting(&page), "bob ann");
    page.says("<bdi>Status: Waiting for a seat</bdi>")
        .says("4 people are waiting for a role.")
        .says("2 were promised a role when no seat was free.")
        .says("promised Reviewer, waits for a seat since <time")
        .does_not_say("Give the seat");
    let page = owner.get("/organization?status=pending").await.ok();
    assert_eq!(waiting(&page), "bob ann no-role-bob no-role-ann");
    let page = owner
        .get("/organization?status=pending&sort=joined")
        .await
        .ok();
    assert_eq!(waiting(&page), "no-role-bob bob no-role-ann ann");

    let two = license("two", 2, &world.day(400));
    let install = [("license", &*two), ("step", "install")];
    owner
        .post("/organization/usage/license", &install)
        .await
        .is(303);
    let page = owner.get("/organization").await.ok();
    let page = page
        .says("A seat is free now: give it to who has waited longest.")
        .says("href=\"/organization?status=waiting\">Show them</a>");
    assert_eq!(page.html.matches("Give the seat</button>").count(), 2);
    let page = owner.get("/organization?status=waiting").await.ok();
    let bob = page.row_of("bob@example.com");
    let give = bob.split("action=\"").nth(2).expect("a form for the seat");
    let (form, give) = give.split_once('"').expect("its address");
    assert!(give.contains("name=\"role\" value=\"RE\""), "{give}");
    owner
        .post(form, &[("role", "RE")])
        .await
        .leads_to("/organization?status=waiting");
    let page = owner.get("/organization?status=waiting").await.ok();
    assert_eq!(waiting(&page), "ann");
    page.does_not_say("Give the seat").does_not_say("free now");
    owner.post(form, &[("role", "RE")]).await.is(303);
    let ann = form.replace("/3/", "/5/");
    owner.post(&ann, &[("role", "AN")]).await.is(403);
}
