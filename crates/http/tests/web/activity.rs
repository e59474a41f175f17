//! The activity log as a page and as a table.

use muster_domain::model::time::Duration;

use crate::world::{Browser, Page, World};

const ACTIVITY: &str = "/organization/activity";
const TABLE: &str = "/organization/activity.csv";

/// The sentences, newest first.
fn sentences(page: &Page) -> Vec<String> {
    let list = page.html.split("<li><time").skip(1);
    let sentence = |item: &str| {
        let (_, rest) = item.split_once("<span>").expect("a sentence");
        let html = rest.split("</span></li>").next().unwrap_or_default();
        html.replace("<bdi>", "").replace("</bdi>", "")
    };
    list.map(sentence).collect()
}

async fn told(browser: &Browser, query: &str) -> Vec<String> {
    sentences(&browser.get(&format!("{ACTIVITY}{query}")).await.ok())
}

/// An Owner, and Ann and Anton who came by link; Ann is Administrator.
async fn people(world: &World) -> (Browser, Browser) {
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    let ann = world.guest(&link, "ann@example.com").await;
    world.guest(&link, "anton@example.com").await;
    owner.gives_role("ann@example.com", "AD").await.is(303);
    (owner, ann)
}

#[tokio::test]
async fn what_happened_is_told_newest_first_by_day() {
    let world = World::new();
    let (owner, ann) = people(&world).await;
    world.wait(Duration::days(1));
    ann.gives_role("anton@example.com", "RE").await.is(303);
    let page = owner.get(ACTIVITY).await.ok().says("<h2>Today</h2>");
    let page = page.says("<h2>Yesterday</h2>");
    let told = sentences(&page);
    assert_eq!(
        told[..2],
        [
            "ann@example.com gave anton@example.com the role Reviewer",
            "olga@example.com gave ann@example.com the role Administrator",
        ]
    );
    let founded = "olga@example.com founded the organization olga@example.com";
    assert_eq!(told.last().map(String::as_str), Some(founded));
    world.wait(Duration::days(1));
    owner.get(ACTIVITY).await.ok().does_not_say("Today");
}

#[tokio::test]
async fn the_log_is_narrowed_by_kind_and_by_person() {
    let world = World::new();
    let (owner, ann) = people(&world).await;
    ann.invites("bob@example.com", "AN").await.is(303);
    let link_form = "/organization/settings/invite-link";
    owner.post(link_form, &[("max_uses", "5")]).await.is(303);
    let invitations = told(&owner, "?kind=invitations").await;
    assert_eq!(invitations.len(), 2, "{invitations:?}");
    let by_ann = told(&owner, "?kind=invitations&actor=2").await;
    assert_eq!(
        by_ann,
        ["ann@example.com invited bob@example.com as Annotator"]
    );
    owner
        .get(&format!("{ACTIVITY}?kind=invitations&actor=2"))
        .await
        .says("1 event of the kind “Invitations” by <bdi>ann@example.com</bdi>");
    let about_ann = told(&owner, "?kind=people&subject=2").await;
    assert_eq!(
        about_ann,
        [
            "olga@example.com gave ann@example.com the role Administrator",
            "ann@example.com joined, without a role as yet"
        ]
    );
    owner
        .get(&format!("{ACTIVITY}?actor=1&subject=2"))
        .await
        .says("1 event by <bdi>olga@example.com</bdi> about <bdi>ann@example.com</bdi>");
    let table = owner.get(&format!("{TABLE}?actor=1&subject=2")).await.ok();
    assert_eq!(table.html.lines().count(), 2, "{}", table.html);
    let everything = told(&owner, "").await;
    assert_eq!(told(&owner, "?kind=x&actor=y&page=-1").await, everything);

    // One is chosen at once, of several one chooses.
    owner
        .get(&format!("{ACTIVITY}?person=OLGA&kind=settings"))
        .await
        .leads_to(&format!("{ACTIVITY}?actor=1&kind=settings"));
    owner
        .get(&format!("{ACTIVITY}?person=OLGA&part=subject&actor=2"))
        .await
        .leads_to(&format!("{ACTIVITY}?actor=2&subject=1"));
    owner
        .get(&format!("{ACTIVITY}?person=an&actor=1"))
        .await
        .ok()
        .says("2 people for “<bdi>an</bdi>”")
        .says(&format!("{ACTIVITY}?actor=2\""))
        .says(&format!("{ACTIVITY}?actor=3\""));
    owner
        .get(&format!("{ACTIVITY}?person=%3Cb%3Enobody"))
        .await
        .ok()
        .says("Nobody found")
        .does_not_say("<b>nobody");
}

#[tokio::test]
async fn who_was_removed_is_not_named() {
    let world = World::new();
    let (owner, ann) = people(&world).await;
    ann.gives_role("anton@example.com", "RE").await.is(303);
    owner
        .post("/organization/people/2/remove", &[])
        .await
        .is(303);
    let page = owner.get(&format!("{ACTIVITY}?actor=2")).await.ok();
    let page = page.says("by <bdi>Deleted User</bdi>");
    assert!(
        sentences(&page)
            .contains(&"Deleted User gave anton@example.com the role Reviewer".to_owned())
    );
    page.does_not_say("ann@example.com");
    let table = owner.get(TABLE).await.ok();
    table.says("Deleted User,,").does_not_say("ann@example.com");
}

#[tokio::test]
async fn a_long_log_has_pages() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    for number in 0..60 {
        world.rename(&format!("Title {number}")).await;
    }
    assert_eq!(told(&owner, "").await.len(), 50);
    let second = told(&owner, "?page=2").await;
    assert_eq!(
        second.len(),
        12,
        "with the founding and the Owner's joining"
    );
    owner
        .get(&format!("{ACTIVITY}?kind=settings"))
        .await
        .says("1 to 50 of 61")
        .says("kind=settings&#38;page=2");
    owner
        .get(&format!("{ACTIVITY}?page=9"))
        .await
        .ok()
        .says("No more events on this page");
}

#[tokio::test]
async fn k61_the_table_holds_everything_and_runs_nothing() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    for number in 0..510 {
        world.rename(&format!("=1+{number}")).await;
    }
    let page = owner.get(TABLE).await.ok();
    let header = |name| page.headers[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(page.cache_control, "no-store");
    assert!(header("content-disposition").starts_with("attachment; filename=\"activity-"));
    let mut table = csv::Reader::from_reader(page.html.as_bytes());
    let headings = table.headers().expect("headings").clone();
    assert_eq!(
        headings.iter().collect::<Vec<_>>().join(" "),
        "time actor actor_email action subject subject_email address before after method path ip"
    );
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 512);
    for (number, row) in rows[..510].iter().rev().enumerate() {
        assert_eq!(&row[8], format!("'=1+{number}"), "nothing twice or missed");
        assert_eq!((&row[1], &row[9]), ("", "CLI"));
    }
    let founded = rows.last().expect("a row");
    assert_eq!(&founded[5], "olga@example.com");
    assert_eq!(&founded[3], "organization_created");
    assert_eq!((&founded[9], &founded[10]), ("POST", "/user/signup"));
}

#[tokio::test]
async fn the_table_holds_what_the_page_is_narrowed_to() {
    let world = World::new();
    let (owner, _) = people(&world).await;
    let page = owner
        .get(&format!("{ACTIVITY}?kind=people&actor=1"))
        .await
        .ok();
    let table = format!("{TABLE}?actor=1&kind=people");
    page.says(&table.replace('&', "&#38;"));
    let rows = owner.get(&table).await.ok();
    assert_eq!(rows.html.lines().count(), 2, "{}", rows.html);
    rows.says(",role_changed,ann@example.com,ann@example.com,,NO,AD,POST,");
    let nothing = owner.get(&format!("{TABLE}?actor=99")).await.ok();
    assert_eq!(nothing.html.lines().count(), 1, "the headings");
}

#[tokio::test]
async fn the_log_is_for_owner_and_administrators() {
    let world = World::new();
    let (owner, ann) = people(&world).await;
    owner.gives_role("ann@example.com", "MA").await.is(303);
    for path in [ACTIVITY, TABLE] {
        ann.get(path).await.is(403);
        world.browser().get(path).await.is(302);
    }
}
