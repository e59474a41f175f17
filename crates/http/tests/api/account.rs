//! The caller's own account.

use poem::http::Method;
use serde_json::json;

use crate::world::{World, answered, assert_body};

const ME: &str = "/api/current-user";

#[tokio::test]
async fn the_caller_is_told_about_himself() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    assert_body!("user", world.get(&owner, ME).await);
    assert_body!(
        "whoami",
        world.get(&owner, "/api/current-user/whoami").await
    );
    let pending = world.newcomer(&owner, "new@example.com").await;
    assert_body!(
        "whoami_pending",
        world.get(&pending, "/api/current-user/whoami").await
    );
}

#[tokio::test]
async fn the_caller_changes_his_profile() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let change = json!({"first_name": "Ann", "last_name": "Lee", "allow_newsletters": "true", "email": "OWNER@example.com"});
    let changed = world.send(&owner, Method::PATCH, ME, &change).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(changed.body["initials"], "AL");
    assert_eq!(changed.body["allow_newsletters"], true);
    let address = world
        .send(
            &owner,
            Method::PATCH,
            ME,
            &json!({"email": "b@example.com"}),
        )
        .await;
    assert_eq!(address.status, 405);
    assert_eq!(
        address.body["detail"],
        "Cannot update read-only field: email."
    );
    let wrong = json!({"password": "short", "first_name": "a\nb", "active_organization": "x"});
    let refused = world.send(&owner, Method::PATCH, ME, &wrong).await;
    assert_eq!(refused.status, 400);
    assert_body!("profile_error", refused);
}

#[tokio::test]
async fn k53_a_new_password_ends_other_sessions() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let change = json!({"password": "another horse"});
    assert_eq!(
        world.send(&owner, Method::PATCH, ME, &change).await.status,
        200
    );
    let other = world.by_cookie(&owner, Method::GET, ME);
    assert_eq!(answered(other).await.status, 401);
}

#[tokio::test]
async fn a_renewed_token_replaces_the_old_one() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let shown = world.get(&owner, "/api/current-user/token").await;
    assert_eq!(
        shown.body,
        json!({"token": owner.token, "detail": owner.token})
    );
    let renewed = world
        .ask(&owner, Method::POST, "/api/current-user/reset-token/")
        .await;
    assert_eq!(renewed.status, 201);
    assert_ne!(renewed.body["token"], json!(owner.token));
    let old = world.get(&owner, ME).await;
    assert_eq!(
        (old.status, &old.body["detail"]),
        (401, &json!("Invalid token."))
    );
}
