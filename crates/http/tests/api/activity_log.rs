//! The activity log.

use muster_domain::model::time::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use crate::world::{Somebody, World};

const LOGS: &str = "/api/activity-logs/";

async fn actions(world: &World, by: &Somebody, query: &str) -> Vec<String> {
    let answer = world.get(by, &format!("{LOGS}?{query}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let data = answer.body[0]["data"].as_array().expect("entries").clone();
    let action = |entry: &Value| entry["extra_data"]["action"].as_str().map(str::to_owned);
    data.iter().filter_map(action).collect()
}

#[tokio::test]
async fn what_was_done_is_told() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let ann = world.member(&owner, "ann@example.com", "AN").await;
    world.clock.advance(Duration::days(1));
    let title = json!({"title": "Lab"});
    let request = world.by(&owner, Method::PATCH, "/api/organization/");
    let request = request.header("User-Agent", "label_studio_sdk/2.1.2");
    let renamed = crate::world::answered(request.body_json(&title)).await;
    assert_eq!(renamed.status, 200);
    let answer = world.get(&owner, LOGS).await;
    assert_eq!(
        answer.body.as_array().map(Vec::len),
        Some(1),
        "a list around the one object"
    );
    let entry = &answer.body[0]["data"][0];
    assert_eq!(entry["user_id"], owner.user);
    assert_eq!(entry["email"], "owner@example.com");
    assert_eq!(entry["request_method"], "PATCH");
    assert_eq!(entry["request_url"], "/api/organization");
    assert_eq!(entry["response_code"], "200");
    assert_eq!(entry["user_agent"], "label_studio_sdk/2.1.2");
    assert_eq!(entry["organization_id"], owner.organization);
    assert_eq!(
        entry["extra_data"],
        json!({"action": "organization_renamed", "subject": null, "address": null,
               "before": "owner@example.com", "after": "Lab"})
    );
    let role = &answer.body[0]["data"][1]["extra_data"];
    assert_eq!(role["action"], "role_changed");
    assert_eq!(
        role["subject"],
        json!({"id": ann.user, "email": "ann@example.com"})
    );
    assert_eq!(
        (&role["before"], &role["after"]),
        (&json!("NO"), &json!("AN"))
    );
    let all = answer.body[0]["recordsTotal"].as_u64().expect("a number");
    let filtered = world
        .get(&owner, &format!("{LOGS}?search=api/organization"))
        .await;
    assert_eq!(filtered.body[0]["recordsTotal"], all);
    assert_eq!(filtered.body[0]["recordsFiltered"], 2);
}

#[tokio::test]
async fn entries_are_filtered() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let admin = world.member(&owner, "admin@example.com", "AD").await;
    world.clock.advance(Duration::days(10));
    let title = json!({"title": "Lab"});
    world
        .send(&admin, Method::PATCH, "/api/organization/", &title)
        .await;
    let of_admin = actions(&world, &owner, &format!("user={}&method=patch", admin.user)).await;
    assert_eq!(of_admin, ["organization_renamed"]);
    let both = actions(&world, &owner, "method=PATCH&ordering=datetime").await;
    assert_eq!(both, ["role_changed", "organization_renamed"]);
    assert_eq!(
        actions(&world, &owner, "method=DELETE").await,
        Vec::<String>::new()
    );
    let day = "2024-10-14";
    assert_eq!(
        actions(&world, &owner, &format!("start_date={day}&end_date={day}")).await,
        ["organization_renamed"]
    );
    let words = actions(&world, &owner, "search=memberships+AND+API+OR+nothing").await;
    assert_eq!(words, ["role_changed"]);
    assert_eq!(
        actions(&world, &owner, "method=PATCH&page=2&page_size=1").await,
        ["role_changed"]
    );
    assert_eq!(
        actions(&world, &owner, "method=PATCH&start=1&length=1").await,
        ["role_changed"]
    );
    assert_eq!(
        actions(&world, &owner, "method=PATCH&page=9").await,
        Vec::<String>::new()
    );
    let wrong = world
        .get(
            &owner,
            &format!("{LOGS}?method=x&start_date=y&user=z&page=0"),
        )
        .await;
    assert_eq!(wrong.status, 400);
    assert_eq!(
        wrong.body["validation_errors"]
            .as_object()
            .map(serde_json::Map::len),
        Some(4)
    );
}

#[tokio::test]
async fn another_organizations_log_is_not_shown() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let other = world.founder("other@example.com").await;
    world
        .send(
            &other,
            Method::PATCH,
            "/api/organization",
            &json!({"title": "Theirs"}),
        )
        .await;
    let mine = actions(&world, &owner, "page_size=-1").await;
    assert!(!mine.contains(&"organization_renamed".to_owned()));
}
