//! Members: lists, roles, removal, leaving.

use muster_domain::model::seats::SeatLimit;
use poem::http::Method;
use serde_json::{Value, json};

use crate::world::{Somebody, World, assert_body};

const MEMBERS: &str = "/api/organizations/0/memberships";

fn emails(page: &Value) -> Vec<&str> {
    let results = page["results"].as_array().expect("a page");
    let email = |member: &'_ Value| member["user"]["email"].as_str().map(str::len);
    assert!(results.iter().all(|member| email(member).is_some()));
    results
        .iter()
        .filter_map(|member| member["user"]["email"].as_str())
        .collect()
}

async fn lab(world: &World) -> (Somebody, Somebody, Somebody) {
    let owner = world.founder("owner@example.com").await;
    let ann = world.member(&owner, "ann@example.com", "AN").await;
    let rea = world.member(&owner, "rea@example.com", "RE").await;
    (owner, ann, rea)
}

#[tokio::test]
async fn members_come_in_pages() {
    let world = World::with(SeatLimit::Unlimited, "https://example.com/ls", |_| {});
    let (owner, ..) = lab(&world).await;
    let all = world.get(&owner, &format!("{MEMBERS}/")).await;
    assert_body!("members", all);
    let middle = world
        .get(&owner, &format!("{MEMBERS}?page=2&page_size=1"))
        .await;
    assert_eq!(middle.body["count"], 3);
    assert_eq!(
        middle.body["next"],
        "https://example.com/ls/api/organizations/0/memberships?page_size=1&page=3"
    );
    assert_eq!(
        middle.body["previous"],
        "https://example.com/ls/api/organizations/0/memberships?page_size=1&page=1"
    );
    let past = world
        .get(&owner, &format!("{MEMBERS}?page=99999999999"))
        .await;
    assert_eq!((past.status, &past.body["results"]), (200, &json!([])));
    let whole = world.get(&owner, &format!("{MEMBERS}?page_size=-1")).await;
    assert_eq!(emails(&whole.body).len(), 3);
}

#[tokio::test]
async fn members_are_found_and_sorted() {
    let world = World::new();
    let (owner, ..) = lab(&world).await;
    world.newcomer(&owner, "new@example.com").await;
    for (query, expected) in [
        ("role=AN,RE", vec!["ann@example.com", "rea@example.com"]),
        ("role=OW", vec!["owner@example.com"]),
        ("role=NO", vec!["new@example.com"]),
        ("search=ANN%40", vec!["ann@example.com"]),
        (
            "ordering=-user__email&role=AN,RE",
            vec!["rea@example.com", "ann@example.com"],
        ),
        ("ordering=email&page_size=1", vec!["ann@example.com"]),
        ("is_deleted=true", vec![]),
    ] {
        let page = world.get(&owner, &format!("{MEMBERS}?{query}")).await;
        assert_eq!(emails(&page.body), expected, "{query}");
    }
    let wrong = world
        .get(
            &owner,
            &format!("{MEMBERS}?role=XX&is_deleted=perhaps&page=0"),
        )
        .await;
    assert_eq!(wrong.status, 400);
    assert_body!("members_query_error", wrong);
}

#[tokio::test]
async fn post_and_patch_give_roles() {
    let world = World::new();
    let (owner, ann, _) = lab(&world).await;
    let change = json!({"user_id": ann.user.to_string(), "role": "MA"});
    let by_post = world.send(&owner, Method::POST, MEMBERS, &change).await;
    assert_body!("member", by_post);
    for (change, status) in [
        (json!({"role": "XX"}), 400),
        (json!({"user_id": "x", "role": "AN"}), 400),
        (json!({"user_id": 9999, "role": "AN"}), 404),
        (json!({"user_id": ann.user, "role": "OW"}), 403),
        (json!({"user_id": owner.user, "role": "AN"}), 403),
        (json!({"user_id": ann.user}), 400),
        (json!([]), 400),
    ] {
        let answer = world.send(&owner, Method::PATCH, MEMBERS, &change).await;
        assert_eq!(answer.status, status, "{change}: {answer:?}");
    }
    let both = world
        .send(&owner, Method::PATCH, MEMBERS, &json!({"role": "XX"}))
        .await;
    assert_body!("role_change_error", both);
}

#[tokio::test]
async fn k20_without_a_free_seat_no_role_is_given() {
    let world = World::with(SeatLimit::Limited(1), "http://127.0.0.1:8080", |_| {});
    let owner = world.founder("owner@example.com").await;
    let ann = world.newcomer(&owner, "ann@example.com").await;
    let refused = world.give_role(&owner, &ann, "AN").await;
    assert_eq!(refused.status, 403);
    assert_body!("no_free_seat", refused);
}

#[tokio::test]
async fn k25_k30_reactivation_gives_back_what_was_held() {
    let world = World::with(SeatLimit::Limited(2), "http://127.0.0.1:8080", |_| {});
    let owner = world.founder("owner@example.com").await;
    let ann = world.member(&owner, "ann@example.com", "AN").await;
    let never = world.newcomer(&owner, "never@example.com").await;
    let third = world.newcomer(&owner, "third@example.com").await;
    let reactivate = async |user: i64| {
        let change = json!({"user_id": user});
        world.send(&owner, Method::PATCH, MEMBERS, &change).await
    };
    world.give_role(&owner, &ann, "DI").await;
    world.give_role(&owner, &never, "DI").await;
    assert_eq!(reactivate(never.user).await.body["role"], "NO");
    assert_eq!(world.give_role(&owner, &third, "RE").await.status, 200);
    assert_eq!(reactivate(ann.user).await.body["code"], "no_free_seat");
    world.give_role(&owner, &third, "NO").await;
    assert_eq!(reactivate(ann.user).await.body["role"], "AN");
}

#[tokio::test]
async fn k52_access_ends_at_once() {
    let world = World::new();
    let (owner, ann, _) = lab(&world).await;
    world.give_role(&owner, &ann, "DI").await;
    let whoami = "/api/current-user/whoami";
    assert_eq!(world.get(&ann, whoami).await.status, 401);
    let by_cookie = world.by_cookie(&ann, Method::GET, whoami);
    assert_eq!(crate::world::answered(by_cookie).await.status, 401);
}

#[tokio::test]
async fn k70_a_removed_member_leaves_traces_only() {
    let world = World::new();
    let (owner, ann, _) = lab(&world).await;
    let one = format!("{MEMBERS}/{}", ann.user);
    assert_body!("member_detail", world.get(&owner, &one).await);
    let removed = world.ask(&owner, Method::DELETE, &one).await;
    assert_eq!((removed.status, removed.body), (204, json!("")));
    assert_eq!(world.get(&owner, &one).await.status, 404);
    assert_eq!(world.ask(&owner, Method::DELETE, &one).await.status, 404);
    let deleted = world
        .get(&owner, &format!("{MEMBERS}?is_deleted=true"))
        .await;
    assert_eq!(deleted.body["count"], 1);
    let user = &deleted.body["results"][0]["user"];
    assert_eq!(
        (&user["email"], &user["initials"]),
        (&json!("Deleted"), &json!("DU"))
    );
}

#[tokio::test]
async fn nobody_removes_himself_and_the_owner_does_not_leave() {
    let world = World::new();
    let (owner, ann, _) = lab(&world).await;
    let admin = world.member(&owner, "admin@example.com", "AD").await;
    let me = format!("{MEMBERS}/me");
    let own = world
        .ask(&owner, Method::DELETE, &format!("{MEMBERS}/{}", owner.user))
        .await;
    assert_eq!(
        (own.status, &own.body["code"]),
        (405, &json!("self_change"))
    );
    let boss = world
        .ask(&admin, Method::DELETE, &format!("{MEMBERS}/{}", owner.user))
        .await;
    assert_eq!(
        (boss.status, &boss.body["code"]),
        (403, &json!("owner_protected"))
    );
    let stays = world.ask(&owner, Method::DELETE, &me).await;
    assert_eq!(
        (stays.status, &stays.body["code"]),
        (403, &json!("owner_cannot_leave"))
    );
    assert_eq!(world.ask(&ann, Method::DELETE, &me).await.status, 204);
    let pending = world.newcomer(&owner, "pending@example.com").await;
    assert_eq!(world.ask(&pending, Method::DELETE, &me).await.status, 204);
}

#[tokio::test]
async fn people_are_asked_for_by_when_they_were_last_active() {
    let world = World::new();
    let (owner, ..) = lab(&world).await;
    let (gte, lte) = ("user__last_activity__gte", "user__last_activity__lte");
    for (query, expected) in [
        (format!("{gte}=2090-01-01T00:00:00Z"), 0),
        (format!("{gte}=2020-01-01"), 3),
        (format!("{lte}=2020-01-01"), 0),
        (format!("{gte}=2020-01-01&{lte}=2090-01-01"), 3),
    ] {
        let page = world.get(&owner, &format!("{MEMBERS}?{query}")).await;
        assert_eq!(page.body["count"], expected, "{query}");
    }
    let refused = world.get(&owner, &format!("{MEMBERS}?{gte}=soon")).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body["validation_errors"][gte].is_array());
}

#[tokio::test]
async fn there_are_no_view_only_seats_to_give() {
    let world = World::new();
    let (owner, ann, _) = lab(&world).await;
    for (kind, status) in [("standard", 200), ("flex", 200), ("viewonly", 400)] {
        let change = json!({"user_id": ann.user, "role": "RE", "user_type": kind});
        let answer = world.send(&owner, Method::PATCH, MEMBERS, &change).await;
        assert_eq!(answer.status, status, "{kind}");
    }
}
