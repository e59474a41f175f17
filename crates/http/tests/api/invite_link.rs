//! The invite link over the API.

use muster_domain::model::seats::SeatLimit;
use poem::http::Method;
use serde_json::json;

use crate::world::{World, assert_body};

#[tokio::test]
async fn k63_the_link_carries_the_public_address_and_its_path() {
    let world = World::with(SeatLimit::Unlimited, "https://example.com/ls", |_| {});
    let owner = world.founder("owner@example.com").await;
    let invite = world.get(&owner, "/ls/api/invite").await;
    assert_body!("invite", invite);
    let token = invite.body["token"].as_str().expect("a token");
    let url = format!("https://example.com/ls/user/signup/?token={token}");
    assert_eq!(invite.body["invite_url"], url);
}

#[tokio::test]
async fn reset_makes_another_link() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let before = world.get(&owner, "/api/invite").await;
    let reset = world
        .ask(&owner, Method::POST, "/api/invite/reset-token/")
        .await;
    assert_eq!(reset.status, 201);
    assert_ne!(reset.body["token"], before.body["token"]);
    assert_eq!(world.get(&owner, "/api/invite").await.body, reset.body);
}

#[tokio::test]
async fn k17_the_link_can_be_limited() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let path = format!("/api/organizations/{}/invite-link", owner.organization);
    assert_body!("invite_link", world.get(&owner, &path).await);
    let limits = json!({"expires_at": "2030-01-01T00:00:00+01:00", "max_uses": "3"});
    let limited = world.send(&owner, Method::PATCH, &path, &limits).await;
    assert_body!("invite_link_limited", limited);
    let open = json!({"expires_at": null, "max_uses": null});
    let opened = world.send(&owner, Method::PATCH, &path, &open).await;
    assert!(opened.body["expires_at"].is_null() && opened.body["max_uses"].is_null());
    for uses in [-1, 0, i64::from(u32::MAX) + 1] {
        let wrong = json!({"expires_at": "tomorrow", "max_uses": uses});
        let refused = world.send(&owner, Method::PATCH, &path, &wrong).await;
        assert_eq!(refused.status, 400, "{uses}");
        assert!(refused.body["validation_errors"]["expires_at"].is_array());
        assert!(refused.body["validation_errors"]["max_uses"].is_array());
    }
}
