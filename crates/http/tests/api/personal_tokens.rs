//! Personal access tokens, the access tokens made from them, and which kinds an organization lets in.

use muster_domain::model::api_token::TokenKinds;
use muster_domain::model::time::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Somebody, World};

const WHOAMI: &str = "/api/current-user/whoami";
const SETTINGS: &str = "/api/jwt/settings";

async fn bearer(world: &World, access: &str) -> Answer {
    let header = format!("Bearer {access}");
    world
        .showing(("Authorization", &header), Method::GET, WHOAMI, None)
        .await
}

async fn refresh(world: &World, token: &str) -> Answer {
    let body = json!({"refresh": token});
    world.send_bare("/api/token/refresh/", &body).await
}

async fn blacklist(world: &World, token: &str) -> Answer {
    let body = json!({"refresh": token});
    world.send_bare("/api/token/blacklist/", &body).await
}

async fn set(world: &World, by: &Somebody, settings: Value) -> Answer {
    world.send(by, Method::POST, SETTINGS, &settings).await
}

#[tokio::test]
async fn the_sdks_way_in() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let token = world.personal_token(&owner).await;
    assert_eq!(token.split('.').count(), 3);
    let answer = refresh(&world, &token).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let fields = answer.body.as_object().expect("an object");
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["access"]);
    let access = fields["access"].as_str().expect("a token");
    for (name, value) in [
        ("Authorization", format!("Bearer {access}")),
        ("Authorization", format!("bearer {access}")),
        ("X-Api-Key", access.to_owned()),
        ("X-Api-Key", owner.token.clone()),
    ] {
        let whoami = world
            .showing((name, &value), Method::GET, WHOAMI, None)
            .await;
        assert_eq!(whoami.status, 200, "{name}: {whoami:?}");
        assert_eq!(whoami.body["id"], owner.user);
    }
    world.clock.advance(Duration::minutes(5));
    let late = bearer(&world, access).await;
    assert_eq!(
        (late.status, late.body["detail"].as_str()),
        (401, Some("Token is expired."))
    );
}

#[tokio::test]
async fn an_api_key_replaces_the_authorization() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let request = world
        .by(&owner, Method::GET, WHOAMI)
        .header("X-Api-Key", "0".repeat(40));
    assert_eq!(crate::world::answered(request).await.status, 401);
    let request = world.client.get(WHOAMI).header("Authorization", "Token 0");
    let request = request.header("X-Api-Key", &owner.token);
    assert_eq!(crate::world::answered(request).await.status, 200);
}

#[tokio::test]
async fn k75_a_personal_access_token_is_told_to_be_exchanged() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let token = world.personal_token(&owner).await;
    for (name, value) in [
        ("Authorization", format!("Bearer {token}")),
        ("Authorization", format!("Token {token}")),
        ("X-Api-Key", token.clone()),
    ] {
        let answer = world
            .showing((name, &value), Method::GET, WHOAMI, None)
            .await;
        assert_eq!(answer.status, 401);
        let detail = answer.body["detail"].as_str().expect("a sentence");
        assert!(detail.contains("POST /api/token/refresh/"), "{detail}");
    }
}

#[tokio::test]
async fn there_is_one_token_and_it_is_listed_without_its_signature() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let path = "/api/token/";
    assert_eq!(world.get(&owner, path).await.body, json!([]));
    let token = world.personal_token(&owner).await;
    let second = world.ask(&owner, Method::POST, path).await;
    assert_eq!(second.status, 409);
    assert_eq!(
        second.body["detail"],
        "You already have a valid token. Please revoke it before creating a new one."
    );
    let list = world.get(&owner, path).await.body;
    let (truncated, _) = token.rsplit_once('.').expect("a signature");
    assert_eq!(list[0]["token"], truncated);
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    assert_eq!(refresh(&world, truncated).await.status, 401);
    let gone = blacklist(&world, truncated).await;
    assert_eq!((gone.status, &gone.body), (204, &json!("")));
    assert_eq!(world.get(&owner, path).await.body, json!([]));
    let again = blacklist(&world, truncated).await;
    assert_eq!(again.status, 404);
    let bare = json!({"detail": "Token is invalid or already blacklisted."});
    assert_eq!(again.body, bare);
    assert_eq!(blacklist(&world, "x").await.body, bare);
    world.personal_token(&owner).await;
}

#[tokio::test]
async fn k54_with_a_token_ends_what_was_made_from_it() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let first = world.personal_token(&owner).await;
    let access = world.access_token(&first).await;
    let rotated = world
        .send(
            &owner,
            Method::POST,
            "/api/token/rotate/",
            &json!({"refresh": first}),
        )
        .await;
    assert_eq!(rotated.status, 200, "{rotated:?}");
    let second = rotated.body["refresh"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert_eq!(bearer(&world, &access).await.status, 401);
    let dead = refresh(&world, &first).await;
    assert_eq!(
        (dead.status, dead.body["detail"].as_str()),
        (401, Some("Token is blacklisted."))
    );
    let again = world
        .send(
            &owner,
            Method::POST,
            "/api/token/rotate/",
            &json!({"refresh": first}),
        )
        .await;
    assert_eq!(again.status, 400);
    assert_eq!(
        again.body,
        json!({"detail": "Token is invalid or already blacklisted."})
    );
    let foreign = world
        .send(
            &owner,
            Method::POST,
            "/api/token/rotate/",
            &json!({"refresh": "x"}),
        )
        .await;
    assert_eq!(foreign.status, 400);
    assert!(foreign.body["validation_errors"]["refresh"].is_array());
    let access = world.access_token(&second).await;
    assert_eq!(bearer(&world, &access).await.status, 200);
    assert_eq!(blacklist(&world, &second).await.status, 204);
    assert_eq!(bearer(&world, &access).await.status, 401);
    assert_eq!(refresh(&world, &second).await.status, 401);
}

#[tokio::test]
async fn what_is_no_refresh_is_told() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let missing = world.send_bare("/api/token/refresh/", &json!({})).await;
    assert_eq!(missing.status, 400);
    assert_eq!(
        missing.body["validation_errors"]["refresh"],
        json!(["This field is required."])
    );
    let token = world.personal_token(&owner).await;
    let access = world.access_token(&token).await;
    for wrong in ["x", "a.b.c", &access] {
        let answer = refresh(&world, wrong).await;
        assert_eq!(answer.status, 401, "{wrong}");
        assert_eq!(answer.body["code"], "unauthenticated");
    }
}

#[tokio::test]
async fn k52_all_that_a_person_holds_is_dead_with_his_access() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let bob = world.member(&owner, "bob@example.com", "AN").await;
    let token = world.personal_token(&bob).await;
    let access = world.access_token(&token).await;
    assert_eq!(world.give_role(&owner, &bob, "DI").await.status, 200);
    assert_eq!(bearer(&world, &access).await.status, 401);
    assert_eq!(refresh(&world, &token).await.status, 401);
    assert_eq!(world.get(&bob, WHOAMI).await.status, 401);
    let by_cookie = world.by_cookie(&bob, Method::GET, WHOAMI);
    assert_eq!(crate::world::answered(by_cookie).await.status, 401);
    assert_eq!(world.give_role(&owner, &bob, "AN").await.status, 200);
    assert_eq!(
        bearer(&world, &access).await.status,
        401,
        "what ended stays ended"
    );
}

#[tokio::test]
async fn k76_kinds_of_token_are_switched_over_the_api() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let settings = world.get(&owner, SETTINGS).await;
    assert_eq!(
        settings.body,
        json!({"api_tokens_enabled": true, "legacy_api_tokens_enabled": true, "api_token_ttl_days": 73_000})
    );
    let token = world.personal_token(&owner).await;
    let access = world.access_token(&token).await;
    let off = json!({"legacy_api_tokens_enabled": false, "api_token_ttl_days": 30});
    let changed = set(&world, &owner, off).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(changed.body["api_tokens_enabled"], true);
    let refused = world.get(&owner, WHOAMI).await;
    assert_eq!(refused.status, 401);
    assert_eq!(
        refused.body["detail"],
        "Authentication token no longer valid: legacy token authentication has been disabled for this organization."
    );
    assert_eq!(bearer(&world, &access).await.status, 200);
    let back = json!({"api_tokens_enabled": false, "legacy_api_tokens_enabled": true, "api_token_ttl_days": 30});
    let header = format!("Bearer {access}");
    let changed = world
        .showing(
            ("Authorization", &header),
            Method::POST,
            SETTINGS,
            Some(&back),
        )
        .await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(bearer(&world, &access).await.status, 401);
    let refused = refresh(&world, &token).await;
    assert_eq!(refused.status, 401);
    let detail = refused.body["detail"].as_str().expect("a sentence");
    assert!(
        detail.contains("personal access tokens have been disabled"),
        "{detail}"
    );
    let none = world.ask(&owner, Method::POST, "/api/token").await;
    assert_eq!(
        (none.status, none.body["code"].as_str()),
        (403, Some("personal_tokens_off"))
    );
}

#[tokio::test]
async fn a_life_is_said_in_days() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    for (settings, told) in [
        (json!({}), "This field is required."),
        (
            json!({"api_token_ttl_days": 0}),
            "Ensure this value is between 1 and 73000.",
        ),
        (
            json!({"api_token_ttl_days": 73_001}),
            "Ensure this value is between 1 and 73000.",
        ),
        (
            json!({"api_token_ttl_days": "x"}),
            "A valid integer is required.",
        ),
    ] {
        let refused = set(&world, &owner, settings).await;
        assert_eq!(refused.status, 400);
        assert_eq!(
            refused.body["validation_errors"]["api_token_ttl_days"],
            json!([told])
        );
    }
    assert_eq!(
        set(&world, &owner, json!({"api_token_ttl_days": 1}))
            .await
            .status,
        200
    );
    let token = world.personal_token(&owner).await;
    world.clock.advance(Duration::days(1));
    let late = refresh(&world, &token).await;
    assert_eq!(
        (late.status, late.body["detail"].as_str()),
        (401, Some("Token is expired."))
    );
    world.personal_token(&owner).await;
}

#[tokio::test]
async fn k76_kinds_of_token_are_switched_at_start() {
    let world = World::with_kinds(TokenKinds {
        personal: false,
        legacy: true,
    });
    let owner = world.founder("owner@example.com").await;
    assert_eq!(
        world.ask(&owner, Method::POST, "/api/token").await.status,
        403
    );
}

#[tokio::test]
async fn waiting_people_make_no_tokens() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let pending = world.newcomer(&owner, "new@example.com").await;
    for (method, path) in [
        (Method::GET, "/api/token"),
        (Method::POST, "/api/token"),
        (Method::GET, SETTINGS),
    ] {
        let refused = world.ask(&pending, method, path).await;
        assert_eq!(
            (refused.status, refused.body["code"].as_str()),
            (403, Some("membership_pending"))
        );
    }
}
