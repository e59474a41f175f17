//! What the organization uses of its licence.

use muster_domain::model::seats::SeatLimit;
use serde_json::json;

use crate::world::{World, assert_body};

const INFO: &str = "/api/billing/info";

#[tokio::test]
async fn k27_the_number_is_the_one_that_the_check_uses() {
    let world = World::with(SeatLimit::Limited(3), "http://127.0.0.1:8080", |_| {});
    let owner = world.founder("owner@example.com").await;
    let ann = world.member(&owner, "ann@example.com", "AN").await;
    world.newcomer(&owner, "pending@example.com").await;
    let gone = world.member(&owner, "gone@example.com", "AN").await;
    assert_eq!(world.give_role(&owner, &gone, "DI").await.status, 200);
    let users = json!({"count": 2, "limit": 3, "reached": false, "total": 4});
    let info = world.get(&ann, INFO).await;
    assert_eq!(info.body["billing_checks"]["users"], users);
    assert_body!("billing_info", info);
    assert_eq!(world.give_role(&owner, &gone, "RE").await.status, 200);
    let users = json!({"count": 3, "limit": 3, "reached": true, "total": 4});
    assert_eq!(
        world.get(&owner, INFO).await.body["billing_checks"]["users"],
        users
    );
    let seats = world.get(&owner, "/api/organizations/0/seats").await;
    assert_eq!(seats.body["used"], 3);
}

#[tokio::test]
async fn without_a_limit_none_is_reached() {
    let world = World::without_mail();
    let owner = world.founder("owner@example.com").await;
    let info = world.get(&owner, INFO).await;
    let users = json!({"count": 1, "limit": 0, "reached": false, "total": 1});
    assert_eq!(info.body["billing_checks"]["users"], users);
    assert_eq!(info.body["billing_flags"]["email_configured"], false);
}
