//! Inviting people by their addresses, one or ten thousand at once.

use muster_domain::model::mail::Attempt;
use muster_domain::model::time::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Somebody, World, answered, assert_body};

const INVITE: &str = "/api/invite/send-email";
const MIB: usize = 1024 * 1024;
const INVITATIONS: &str = "/api/organizations/0/invitations";

async fn invite(world: &World, by: &Somebody, order: &Value) -> Answer {
    world.send(by, Method::POST, INVITE, order).await
}

async fn count(world: &World, by: &Somebody) -> Value {
    world.get(by, INVITATIONS).await.body["count"].clone()
}

#[tokio::test]
async fn k47_each_address_has_a_result_in_the_order_of_the_list() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    world.member(&owner, "bob@example.com", "AN").await;
    world.deliver(&Attempt::Taken).await;
    let order = json!({
        "emails": ["ann@example.com", "not-an-address", "bob@example.com"],
        "role": "AN",
    });
    assert_body!("invited", invite(&world, &owner, &order).await);
    let order = json!({"emails": ["bob@example.com", "not-an-address"], "role": "AN"});
    let nobody = invite(&world, &owner, &order).await;
    assert_eq!(nobody.status, 400);
    assert_body!("nobody_invited", nobody);
    assert_eq!(count(&world, &owner).await, 1);
    assert_eq!(world.deliver(&Attempt::Taken).await, 1);
}

#[tokio::test]
async fn k39_a_pasted_list_is_read_wherever_it_stands() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let list = "\"Doe, Ann\" <ann@example.com>; bob@example.com,\ncarl@example.com\n\n";
    for emails in [
        json!(list),
        json!([list]),
        json!([list, "ANN@example.com", ""]),
    ] {
        let answer = invite(&world, &owner, &json!({"emails": emails})).await;
        let results = answer.body["results"].as_array().expect("results");
        let addresses: Vec<_> = results.iter().map(|result| &result["email"]).collect();
        assert_eq!(
            addresses,
            ["ann@example.com", "bob@example.com", "carl@example.com"],
            "{emails}"
        );
    }
    let form = [
        ("emails", "dora@example.com"),
        ("emails", "emil@example.com"),
    ];
    let request = world.by(&owner, Method::POST, INVITE).form(&form);
    let answer = answered(request).await;
    assert_eq!(answer.body["results"][1]["status"], "created");
}

#[tokio::test]
async fn k04_k09_who_is_invited_again_gets_a_newer_invitation() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let first = world.invite(&owner, "ann@example.com", "AN").await;
    let order = json!({"emails": "Ann@Example.com", "role": "RE"});
    let again = invite(&world, &owner, &order).await;
    let result = &again.body["results"][0];
    assert_eq!(result["status"], "resent");
    assert_ne!(result["invitation_id"], first);
    world.clock.advance(Duration::days(8));
    let lapsed = invite(&world, &owner, &order).await;
    assert_eq!(lapsed.body["results"][0]["status"], "created");
    let list = world.get(&owner, INVITATIONS).await;
    let statuses: Vec<_> = list.body["results"]
        .as_array()
        .expect("a page")
        .iter()
        .map(|invitation| &invitation["status"])
        .collect();
    assert_eq!(statuses, ["pending", "expired", "replaced"]);
}

#[tokio::test]
async fn k36_k38_k40_a_member_is_one_however_the_address_is_written() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    world.member(&owner, "ann@example.com", "AN").await;
    world.member(&owner, "ann@bücher.example", "AN").await;
    world.deliver(&Attempt::Taken).await;
    for email in [
        "ANN@EXAMPLE.COM",
        "Ann@Example.COM",
        "ann@xn--bcher-kva.example",
        "ANN@BÜCHER.example",
    ] {
        let answer = invite(&world, &owner, &json!({"emails": [email]})).await;
        assert_eq!(answer.status, 400, "{email}");
        assert_eq!(answer.body["code"], "already_member");
        assert_eq!(answer.body["results"][0]["status"], "already_member");
        assert_eq!(answer.body["results"][0]["email"], email);
    }
    assert_eq!(count(&world, &owner).await, 0);
    assert_eq!(world.deliver(&Attempt::Taken).await, 0);
}

#[tokio::test]
async fn k37_look_alikes_are_pointed_out_and_invisible_characters_refused() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    world.member(&owner, "test@example.com", "AN").await;
    let order = json!({"emails": ["t\u{435}st@example.com", "te\u{200b}st@example.com"]});
    let answer = invite(&world, &owner, &order).await;
    let results = &answer.body["results"];
    assert_eq!(results[0]["status"], "created");
    let warning = results[0]["detail"].as_str().expect("a warning");
    assert!(warning.contains("U+0435"), "{warning}");
    assert_eq!(results[1]["status"], "invalid");
    let reason = results[1]["detail"].as_str().expect("a reason");
    assert!(reason.contains("invisible"), "{reason}");
}

#[tokio::test]
async fn k13_roles_are_read_exactly_and_owner_is_never_offered() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let order = |role: Value| json!({"emails": ["eve@example.com"], "role": role});
    for role in [
        json!("Owner"),
        json!("owner "),
        json!("ow"),
        json!("OW "),
        json!(""),
        json!(null),
        json!(1),
        json!("DI"),
    ] {
        let answer = invite(&world, &owner, &order(role.clone())).await;
        assert_eq!(answer.status, 400, "{role}");
        let faults = &answer.body["validation_errors"]["role"];
        assert!(faults.is_array(), "{role}: {answer:?}");
    }
    let answer = invite(&world, &owner, &order(json!("OW"))).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.body["code"], "owner_not_assignable");
    assert_eq!(count(&world, &owner).await, 0);
}

#[tokio::test]
async fn without_a_role_the_default_role_is_offered() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    invite(&world, &owner, &json!({"emails": ["ann@example.com"]})).await;
    let default = json!({"default_role": "RE"});
    let path = "/api/organizations/0/set-default-role";
    world.send(&owner, Method::PATCH, path, &default).await;
    invite(&world, &owner, &json!({"emails": ["bob@example.com"]})).await;
    let list = world.get(&owner, INVITATIONS).await;
    assert_eq!(list.body["results"][0]["role"], "RE");
    assert_eq!(list.body["results"][1]["role"], "NO");
}

#[tokio::test]
async fn fields_of_the_contract_without_meaning_here_are_passed_over() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let order = json!({
        "emails": ["ann@example.com"],
        "role": "AN",
        "user_type": "standard",
        "projects": [1],
        "workspaces": [],
    });
    assert_eq!(invite(&world, &owner, &order).await.status, 200);
    let order = json!({"emails": ["bob@example.com"], "role": "AN", "user_type": "viewonly"});
    let answer = invite(&world, &owner, &order).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body["validation_errors"]["user_type"].is_array());
}

#[tokio::test]
async fn all_faults_of_an_order_are_named_together() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let order = json!({"role": "XX", "user_type": "royal"});
    let answer = invite(&world, &owner, &order).await;
    assert_eq!(answer.status, 400);
    for field in ["emails", "role", "user_type"] {
        assert!(
            answer.body["validation_errors"][field].is_array(),
            "{field}"
        );
    }
    for emails in [
        json!([]),
        json!(""),
        json!([""]),
        json!(null),
        json!([1]),
        json!({"a": "b"}),
    ] {
        let answer = invite(&world, &owner, &json!({"emails": emails})).await;
        assert_eq!(answer.status, 400, "{emails}");
        assert!(answer.body["validation_errors"]["emails"].is_array());
    }
}

#[tokio::test]
async fn k46_no_line_break_reaches_a_header_of_a_mail() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    for (path, field) in [
        ("/api/organization", "title"),
        ("/api/current-user", "first_name"),
        ("/api/current-user", "last_name"),
    ] {
        for text in ["Lab\r\nBcc: x@example.com", "Lab\nB", "Lab\rB"] {
            let change = json!({ field: text });
            let answer = world.send(&owner, Method::PATCH, path, &change).await;
            assert_eq!(answer.status, 400, "{field} {text:?}");
            assert!(answer.body["validation_errors"][field].is_array());
        }
    }
    let order = json!({"emails": ["\"Ann\\\r\nBcc: x\" <ann@example.com>"]});
    let answer = invite(&world, &owner, &order).await;
    let results = answer.body["results"].as_array().expect("results");
    assert!(results.iter().all(|result| {
        let email = result["email"].as_str().expect("text");
        result["status"] == "invalid" || email == "ann@example.com"
    }));
}

#[tokio::test]
async fn ten_thousand_are_invited_at_once_and_not_one_more() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let domain = format!("{0}.{0}.{0}.example", "d".repeat(60));
    let mut emails: Vec<String> = (0..10_000)
        .map(|n| format!("{n:0>w$}@{domain}", w = 254 - domain.len()))
        .collect();
    assert!(emails.iter().all(|email| email.len() == 255));
    let answer = invite(&world, &owner, &json!({"emails": emails, "role": "AN"})).await;
    assert_eq!(answer.status, 200);
    let results = answer.body["results"].as_array().expect("results");
    assert_eq!(results.len(), 10_000);
    assert!(results.iter().all(|result| result["status"] == "created"));
    assert_eq!(count(&world, &owner).await, 10_000);
    emails.push("one-more@example.com".to_owned());
    let answer = invite(&world, &owner, &json!({"emails": emails})).await;
    assert_eq!(answer.status, 400);
    let fault = answer.body["validation_errors"]["emails"][0].as_str();
    assert!(
        fault.is_some_and(|fault| fault.contains("10000")),
        "{fault:?}"
    );
    assert_eq!(count(&world, &owner).await, 10_000);
}

#[tokio::test]
async fn only_lists_of_addresses_may_be_long() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let send = async |path: &str, length: usize| {
        let request = world.by(&owner, Method::POST, path);
        let request = request.content_type("application/json");
        answered(request.body(vec![b' '; length])).await.status
    };
    assert_eq!(send(INVITE, 3 * MIB).await, 400);
    assert_eq!(send("//api/invite/send-email/", 5 * MIB).await, 413);
    assert_eq!(send("/api/invite/revoke", MIB + 1).await, 413);
    let visitor = world.client.post(INVITE).content_type("application/json");
    let answer = answered(visitor.body(vec![b' '; 5 * MIB])).await;
    assert_eq!(answer.status, 401);
    // Without its token a form is refused, but only after it was read.
    for (path, length, status) in [
        ("/organization/invitations", 3 * MIB, 403),
        ("/organization/invitations", 5 * MIB, 413),
        ("/organization/invite-link/reset", 3 * MIB, 413),
    ] {
        let form = world.client.post(path).body(vec![b'a'; length]);
        let form = form.content_type("application/x-www-form-urlencoded");
        assert_eq!(answered(form).await.status, status, "{path} {length}");
    }
}
