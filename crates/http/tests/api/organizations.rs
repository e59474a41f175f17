//! Organizations: who sees what, and what changes.

use muster_domain::model::seats::SeatLimit;
use poem::http::Method;
use serde_json::json;

use crate::world::{World, answered, assert_body};

#[tokio::test]
async fn the_seeds_line_renames_the_organization() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let request = world
        .by(&owner, Method::PATCH, "/api/organization/")
        .content_type("application/json")
        .body(r#"{"title": "new title"}"#);
    let answer = answered(request).await;
    assert_eq!(answer.status, 200);
    assert_body!("organization", answer);
    let list = world.get(&owner, "/api/organizations/").await;
    assert_body!("organization_list", list);
}

#[tokio::test]
async fn k10_saving_settings_leaves_the_invite_link_alone() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let before = world.get(&owner, "/api/invite").await.body;
    for change in [
        json!({"title": "New Lab"}),
        json!({"contact_info": "lab@example.com"}),
    ] {
        let path = format!("/api/organizations/{}", owner.organization);
        assert_eq!(
            world
                .send(&owner, Method::PATCH, &path, &change)
                .await
                .status,
            200
        );
    }
    assert_eq!(world.get(&owner, "/api/invite").await.body, before);
    let other = json!({"token": "x".repeat(40)});
    let refused = world
        .send(&owner, Method::PATCH, "/api/organization", &other)
        .await;
    assert_eq!(refused.status, 400);
    assert!(refused.body["validation_errors"]["token"].is_array());
    let same = json!({"token": before["token"], "title": "Newer"});
    assert_eq!(
        world
            .send(&owner, Method::PATCH, "/api/organization", &same)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_form_does_what_json_does() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let form = [("title", "By form"), ("contact_info", "lab@example.com")];
    let path = "/api/organizations/0";
    let answer = answered(world.by(&owner, Method::PATCH, path).form(&form)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["title"], "By form");
    assert_eq!(answer.body["contact_info"], "lab@example.com");
    let none = json!({"contact_info": null});
    let answer = world.send(&owner, Method::PATCH, path, &none).await;
    assert!(answer.body["contact_info"].is_null());
}

#[tokio::test]
async fn all_faults_of_a_body_are_named_together() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let wrong = json!({"title": "", "contact_info": "nobody"});
    let answer = world
        .send(&owner, Method::PATCH, "/api/organization", &wrong)
        .await;
    assert_eq!(answer.status, 400);
    assert_body!("validation_error", answer);
}

/// What Owner, Administrator, Manager and a Pending member are answered. `{org}` and `{owner}` are ids.
const TABLE: &str = r#"
    GET    /api/organizations                                                  200 200 200 403
    POST   /api/organizations                          {}                      403 403 403 403
    GET    /api/organizations/{org}                                            200 200 200 403
    PATCH  /api/organizations/{org}                    {}                      200 200 403 403
    PUT    /api/organizations/{org}                    {}                      405 405 405 405
    PATCH  /api/organizations/{org}/set-default-role   {"default_role":"AN"}   200 200 403 403
    GET    /api/organizations/{org}/seats                                      200 200 403 403
    GET    /api/organizations/{org}/memberships                                200 200 403 403
    GET    /api/organizations/{org}/memberships/{owner}                        200 200 200 403
    GET    /api/organizations/{org}/invite-link                                200 200 403 403
    POST   /api/organizations/{org}/transfer-ownership {"user_id":{owner}}     400 403 403 403
    GET    /api/invite                                                         200 200 403 403
    POST   /api/invite/send-email                      {"emails":["x@y.example"]} 200 200 403 403
    GET    /api/organizations/{org}/invitations                                200 200 403 403
    PATCH  /api/organizations/{org}/invitations/{inv}  {"role":"RE"}           200 200 403 403
    POST   /api/organizations/{org}/invitations/{inv}/resend                   200 200 403 403
    GET    /api/organizations/{org}/invitations/{inv}/link                     200 200 403 403
    POST   /api/invite/revoke                          {"email":"y@y.example"} 404 404 403 403
    DELETE /api/organizations/{org}/invitations/{inv}                          204 410 403 403
    GET    /api/session-policy                                                 200 200 200 403
    PATCH  /api/session-policy                         {}                      200 403 403 403
    PUT    /api/session-policy                         {}                      405 405 405 405
    GET    /api/current-user                                                   200 200 200 403
    PATCH  /api/current-user                           {}                      200 200 200 200
    GET    /api/current-user/whoami                                            200 200 200 200
    GET    /api/current-user/token                                             200 200 200 403
"#;

#[tokio::test]
async fn what_each_role_may_do() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let admin = world.member(&owner, "admin@example.com", "AD").await;
    let manager = world.member(&owner, "manager@example.com", "MA").await;
    let pending = world.newcomer(&owner, "pending@example.com").await;
    let invitation = world.invite(&owner, "ann@example.com", "AN").await;
    let table = TABLE
        .replace("{org}", &owner.organization.to_string())
        .replace("{inv}", &invitation.to_string())
        .replace("{owner}", &owner.user.to_string());
    for line in table.trim().lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (words, statuses) = words.split_at(words.len() - 4);
        let method: Method = words[0].parse().expect("a method");
        for (somebody, expected) in [&owner, &admin, &manager, &pending]
            .into_iter()
            .zip(statuses)
        {
            let request = world.by(somebody, method.clone(), words[1]);
            let request = match words.get(2) {
                Some(body) => request
                    .content_type("application/json")
                    .body((*body).to_owned()),
                None => request,
            };
            let answer = answered(request).await;
            assert_eq!(answer.status.to_string(), **expected, "{line}: {answer:?}");
            if somebody.user == pending.user && answer.status == 403 {
                assert_eq!(answer.body["code"], "membership_pending", "{line}");
            }
        }
    }
}

#[tokio::test]
async fn the_default_role_is_one_without_rights_over_people() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let path = format!("/api/organizations/{}/set-default-role", owner.organization);
    let set = world
        .send(&owner, Method::PATCH, &path, &json!({"default_role": "AN"}))
        .await;
    assert_body!("default_role", set);
    for (role, status, code) in [
        ("AD", 400, "invalid"),
        ("XX", 400, "invalid"),
        ("OW", 403, "owner_not_assignable"),
    ] {
        let answer = world
            .send(&owner, Method::PATCH, &path, &json!({"default_role": role}))
            .await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (status, &json!(code)),
            "{role}"
        );
    }
    assert_eq!(
        world
            .send(&owner, Method::PATCH, &path, &json!({}))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn k27_seats_count_members_with_a_role() {
    let world = World::with(SeatLimit::Limited(4), "http://127.0.0.1:8080", |_| {});
    let owner = world.founder("owner@example.com").await;
    world.member(&owner, "a@example.com", "AN").await;
    let gone = world.member(&owner, "b@example.com", "RE").await;
    world.newcomer(&owner, "c@example.com").await;
    world.give_role(&owner, &gone, "DI").await;
    let seats = world.get(&owner, "/api/organizations/0/seats").await;
    assert_body!("seats", seats);
}

#[tokio::test]
async fn the_session_policy_is_the_owners_and_holds_at_once() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let before = world.get(&owner, "/api/session-policy/").await;
    assert_body!("session_policy", before);
    for (policy, status) in [
        (json!({"max_session_age": 0}), 400),
        (
            json!({"max_session_age": "x", "max_time_between_activity": -1}),
            400,
        ),
        (json!({"max_time_between_activity": "10"}), 200),
    ] {
        let answer = world
            .send(&owner, Method::PATCH, "/api/session-policy", &policy)
            .await;
        assert_eq!(answer.status, status, "{policy}");
    }
    world
        .clock
        .advance(muster_domain::model::time::Duration::minutes(11));
    let whoami = world.by_cookie(&owner, Method::GET, "/api/current-user/whoami");
    assert_eq!(answered(whoami).await.status, 401);
}

#[tokio::test]
async fn k49_ownership_moves_in_one_step() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let bob = world.member(&owner, "bob@example.com", "AD").await;
    let pending = world.newcomer(&owner, "new@example.com").await;
    let path = "/api/organizations/0/transfer-ownership";
    for (user, status) in [
        (json!(pending.user), 400),
        (json!(9999), 404),
        (json!("x"), 400),
        (json!(null), 400),
    ] {
        let answer = world
            .send(&owner, Method::POST, path, &json!({"user_id": user}))
            .await;
        assert_eq!(answer.status, status, "{user}");
    }
    let moved = world
        .send(&owner, Method::POST, path, &json!({"user_id": bob.user}))
        .await;
    assert_eq!(
        (moved.status, &moved.body["created_by"]),
        (200, &json!(bob.user))
    );
    let again = world
        .send(&owner, Method::POST, path, &json!({"user_id": bob.user}))
        .await;
    assert_eq!(again.status, 403);
}
