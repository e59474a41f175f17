//! The seats of an organization, in numbers and day by day, and its licence.

use muster_domain::model::time::Duration;

use crate::vendor::{issue, license};
use crate::world::{Browser, PASSWORD, Page, World};

/// The numbers, in the order in which they stand.
async fn numbers(browser: &Browser) -> Vec<String> {
    let page = browser.get("/organization/usage").await.ok();
    let cards = page.html.split("<dt>").skip(1).take(6);
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

const INSTALL: &str = "/organization/usage/license";

impl Browser {
    /// Sends the text of a licence, to be looked at.
    async fn previews(&self, license: &str) -> Page {
        self.post(INSTALL, &[("license", license)]).await
    }

    async fn installs(&self, license: &str) -> Page {
        let sent = [("license", license), ("step", "install")];
        self.post(INSTALL, &sent).await
    }

    async fn confirms(&self, license: &str) -> Page {
        let sent = [("license", license), ("step", "install"), ("confirm", "on")];
        self.post(INSTALL, &sent).await
    }
}

/// An organization of the Owner and Ann.
async fn two(world: &World) -> Browser {
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    world.guest(&link, "ann@example.com").await;
    owner.gives_role("ann@example.com", "AN").await.is(303);
    owner
}

#[tokio::test]
async fn what_a_licence_would_change_is_seen_before_it_does() {
    let world = World::new();
    let owner = two(&world).await;
    let text = license("l-3", 3, &world.day(400));
    owner
        .get("/organization/usage")
        .await
        .says("No licence: the operator’s limit holds.");
    owner
        .previews(&text)
        .await
        .ok()
        .says("<dt>Seats</dt><dd>No limit → <strong>3</strong>")
        .says("<dt>Taken</dt><dd>2</dd>")
        .says(&format!("→ <strong><time datetime=\"{}\">", world.day(400)))
        .says("Nothing has changed yet.")
        .does_not_say("name=\"confirm\"");
    owner
        .get("/organization/usage")
        .await
        .says("No licence: the operator’s limit holds.");
    owner
        .installs(&text)
        .await
        .is(303)
        .leads_to("/organization/usage");
    let usage = owner.get("/organization/usage").await.ok();
    let usage = usage
        .says("The licence is in force.")
        .says("<bdi>Acme</bdi>")
        .says("</svg>Valid</span>")
        .says("<code>l-3</code>")
        .says("installed by <bdi>olga@example.com</bdi>")
        .says("<dd>3 <span class=\"hint\">by the licence</span></dd>");
    usage
        .says("2 of 3 seats taken")
        .says("1 free · licence until <time");
    owner
        .previews(&text)
        .await
        .ok()
        .says("It is in force already.");
    assert_eq!(world.count_events("license_installed").await, 1);
}

#[tokio::test]
async fn k34_a_refused_text_stays_in_the_field_and_the_licence_in_force() {
    let world = World::new();
    let owner = two(&world).await;
    let good = license("good", 3, &world.day(400));
    owner.installs(&good).await.is(303);
    let more = license("more", 9, &world.day(400));
    let theirs = issue("theirs", 9, None, &world.day(400), Some(99));
    for (text, reason) in [
        ("", "The licence was refused: there is no licence in it."),
        ("<b>hello</b>", "it is not a whole licence"),
        (&more[..more.len() / 2], "it is not a whole licence"),
        (&format!("{more}{more}"), "it holds more than one licence"),
        (&theirs, "issued for organization 99"),
    ] {
        for page in [owner.previews(text).await, owner.confirms(text).await] {
            let page = page
                .is(400)
                .says("<h1>Usage</h1>")
                .says("<code>good</code>");
            let field = page.html.split("<textarea").nth(1).expect("the field");
            let (field, beside) = field.split_once("</textarea>").expect("it ends");
            assert!(field.contains("aria-invalid=\"true\""), "{field}");
            let kept = text.replace('<', "&#60;").replace('>', "&#62;");
            assert!(field.ends_with(&format!(">{kept}")), "{field}");
            let beside = beside.split("</div>").next().unwrap_or_default();
            assert!(beside.contains(reason), "{beside}");
        }
    }
    owner.previews(&"x".repeat(300_000)).await.is(400);
    owner.previews(&"x".repeat(5_000_000)).await.is(413);
}

#[tokio::test]
async fn what_stops_growth_is_installed_by_who_has_read_it() {
    let world = World::new();
    let owner = two(&world).await;
    let few = license("few", 1, &world.day(400));
    let later = issue("later", 9, Some(&world.day(5)), &world.day(400), None);
    let past = license("past", 9, &world.day(-60));
    for (text, concern) in [
        (&past, "It ended on"),
        (&later, "It is not valid before"),
        (&few, "It has too few seats (2 taken, 1 in the licence)"),
    ] {
        let asked = owner.previews(text).await.ok();
        let asked = asked.says("I have read this").says(concern);
        asked.does_not_say("aria-invalid");
        let unread = owner.installs(text).await.is(400).says(concern);
        unread
            .says("aria-describedby=\"confirm-error\"")
            .says("Tick the box");
        owner.confirms(text).await.is(303);
    }
    owner
        .get("/organization/usage")
        .await
        .says("2 of 1 seat taken")
        .says("<section class=\"card seats danger\"")
        .says("1 seat more is taken than there are.");
}

#[tokio::test]
async fn every_page_of_the_organization_tells_when_a_licence_needs_somebody() {
    let world = World::new();
    let owner = two(&world).await;
    let stopped = "nobody can be given a role";
    for (first, last, tone, state, sentence) in [
        (Some(-9), 400, "", "Valid", ""),
        (
            Some(5),
            400,
            "warn",
            "Not yet valid",
            "The licence begins on",
        ),
        (None, 20, "warn", "Ends soon", "The licence ends on"),
        (
            None,
            -3,
            "warn",
            "Ended, in grace",
            "Nothing has stopped yet.",
        ),
        (None, -15, "danger", "Ended", "until a new one is installed"),
    ] {
        let first = first.map(|day| world.day(day));
        let text = issue(
            &format!("l{last}"),
            9,
            first.as_deref(),
            &world.day(last),
            None,
        );
        owner.confirms(&text).await.is(303);
        for path in [
            "/organization/invitations",
            "/organization/activity",
            "/organization/settings",
            "/organization/people/2",
        ] {
            let page = owner.get(path).await.ok();
            if tone.is_empty() {
                page.does_not_say("<strong>The licence");
            } else {
                let notice = format!("<p class=\"notice {tone}\"><strong>The licence ");
                let page = page.says(&notice).says(sentence).says(stopped);
                page.says("href=\"/organization/usage#license\"");
            }
        }
        for path in ["/organization", "/organization/usage"] {
            let page = owner.get(path).await.ok().says(sentence);
            if !tone.is_empty() {
                let card = format!("<section class=\"card seats {tone}\"");
                let page = page.says(&card).says(stopped);
                assert_eq!(page.html.matches(stopped).count(), 1, "said twice");
            }
        }
        owner
            .get("/organization/usage")
            .await
            .says(&format!("</svg>{state}</span>"));
    }
}

#[tokio::test]
async fn k31_long_after_its_end_a_licence_is_replaced_on_the_page() {
    let world = World::new();
    let owner = two(&world).await;
    let link = owner.invite_link().await;
    world.guest(&link, "bob@example.com").await;
    let first = license("first", 9, &world.day(1));
    owner.installs(&first).await.is(303);
    world.wait(Duration::days(90));
    let owner = world.browser();
    owner.log_in("olga@example.com", PASSWORD).await.is(302);
    let refused = owner.gives_role("bob@example.com", "AN").await;
    refused.is(403).says("install a new one");
    owner.gives_role("ann@example.com", "DI").await.is(303);
    owner.get("/organization/activity.csv").await.ok();
    let renewed = license("second", 9, &world.day(400));
    owner.previews(&renewed).await.ok();
    owner.installs(&renewed).await.is(303);
    owner.gives_role("bob@example.com", "AN").await.is(303);
}

#[tokio::test]
async fn k29_every_limit_in_force_is_shown_with_who_sets_it() {
    let world = World::with_seats(40);
    let owner = world.owner("olga@example.com").await;
    owner
        .get("/organization/usage")
        .await
        .says("<dt>Seats</dt><dd>40 <span class=\"hint\">by the operator’s setting MUSTER_UNLICENSED_SEATS</span>")
        .says("<dt>Members without a role</dt><dd>No limit")
        .says("<dt>Invite link</dt><dd>No limit");
    let limits = [("max_uses", "5")];
    owner
        .post("/organization/settings/invite-link", &limits)
        .await
        .is(303);
    owner
        .get("/organization/usage")
        .await
        .says("<dt>Invite link</dt><dd>0 of 5 people have joined by it.");
}

#[tokio::test]
async fn the_chart_says_what_its_table_says() {
    let world = World::with_seats(3);
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    world.guest(&link, "ann@example.com").await;
    world.wait(Duration::days(40));
    let owner = world.browser();
    owner.log_in("olga@example.com", PASSWORD).await.is(302);
    owner.gives_role("ann@example.com", "AN").await.is(303);
    for (query, rows, first) in [
        ("", 30, 1),
        ("?days=90", 41, 1),
        ("?days=365", 41, 1),
        ("?days=7", 30, 1),
        ("?days=%ff&days", 30, 1),
    ] {
        let page = owner.get(&format!("/organization/usage{query}")).await.ok();
        let page = page
            .says("role=\"img\" aria-labelledby=\"chart-title chart-told\"")
            .says(&format!(
                "{first} taken at first, 2 at last, 2 at most. The limit is 3."
            ))
            .says(">Taken 2</text>")
            .says(">Limit 3</text>");
        assert_eq!(
            page.html.matches("<tr><th scope=\"row\">").count(),
            rows,
            "{query}"
        );
        let latest = page.row_of("</time>");
        assert!(latest.contains(&world.day(0)), "{latest}");
        assert!(
            latest.ends_with("<td>2</td><td>2</td><td>3</td>"),
            "{latest}"
        );
    }
    let chosen = "<strong aria-current=\"true\">90</strong>";
    owner.get("/organization/usage?days=90").await.says(chosen);
}

#[tokio::test]
async fn a_licence_sent_after_the_session_ended_stands_in_the_field_again() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let text = license("late", 3, &world.day(400));
    owner.post("/logout", &[]).await.is(303);
    let sent = [("license", &*text), ("account", "1"), ("organization", "1")];
    let asked = owner.post(INSTALL, &sent).await.is(302);
    let login = [("email", "olga@example.com"), ("password", PASSWORD)];
    owner
        .post(&asked.location, &login)
        .await
        .leads_to("/organization/usage#license");
    let line = text.lines().nth(1).expect("a line");
    owner.get("/organization/usage").await.says(line);
}
