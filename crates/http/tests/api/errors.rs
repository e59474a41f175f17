//! Every error has the contract's body, the framework's own included.

use poem::http::Method;
use serde_json::json;

use crate::world::{World, answered, assert_body};

#[tokio::test]
async fn the_frameworks_errors_have_our_body() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let missing = world.get(&owner, "/api/nothing/here").await;
    assert_eq!(missing.status, 404);
    assert_body!("not_found", missing);
    let method = world.ask(&owner, Method::PUT, "/api/organization").await;
    assert_eq!(method.status, 405);
    assert_body!("method_not_allowed", method);
    let nobody = answered(world.client.get("/api/organization")).await;
    assert_eq!(nobody.status, 401);
    assert_body!("unauthenticated", nobody);
    assert_eq!(answered(world.client.get("/api")).await.status, 404);
}

#[tokio::test]
async fn bodies_that_are_not_read_are_named() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let send = async |media_type: &str, body: Vec<u8>| {
        let request = world.by(&owner, Method::PATCH, "/api/organization");
        answered(request.header("Content-Type", media_type).body(body)).await
    };
    let broken = send("application/json", b"{\"title\": ".to_vec()).await;
    assert_eq!(broken.status, 400);
    let detail = broken.body["detail"].as_str().expect("a sentence");
    assert!(detail.starts_with("JSON parse error - "), "{detail}");
    let list = send("application/json", b"[1]".to_vec()).await;
    assert_eq!(list.status, 400);
    assert!(list.body["validation_errors"]["non_field_errors"].is_array());
    let multipart = send("multipart/form-data; boundary=x", b"--x--".to_vec()).await;
    assert_eq!(multipart.status, 415);
    assert_eq!(
        multipart.body["detail"],
        "Unsupported media type \"multipart/form-data; boundary=x\" in request."
    );
    let long = send("application/json", vec![b' '; 1024 * 1024 + 1]).await;
    assert_eq!(
        (long.status, &long.body["code"]),
        (413, &json!("too_large"))
    );
    let other = send(
        "application/merge-patch+json",
        b"{\"title\": \"T\"}".to_vec(),
    )
    .await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn answers_are_for_nobody_else() {
    let world = World::new();
    let answer = answered(
        world
            .client
            .get("/api/current-user/whoami")
            .header("Origin", "https://evil.example"),
    )
    .await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers["x-frame-options"], "DENY");
    assert_eq!(answer.headers["referrer-policy"], "same-origin");
    let policy = answer.headers["content-security-policy"]
        .to_str()
        .expect("text");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}
