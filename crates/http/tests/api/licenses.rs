//! Licences, the seat history, and bulk changes of roles.

use muster_domain::model::seats::SeatLimit;
use muster_domain::model::time::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use crate::vendor::{issue, license};
use crate::world::{Answer, Somebody, World, assert_body};

const LICENSE: &str = "/api/organizations/0/license";
const HISTORY: &str = "/api/organizations/0/seats/history";
const BULK: &str = "/api/organizations/0/memberships/bulk";

impl World {
    async fn install(&self, by: &Somebody, body: Value) -> Answer {
        self.send(by, Method::PUT, LICENSE, &body).await
    }

    async fn in_force(&self, by: &Somebody) -> Value {
        self.get(by, LICENSE).await.body["license"]["id"].clone()
    }
}

#[tokio::test]
async fn a_licence_is_shown_previewed_and_installed() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let none = world.get(&owner, LICENSE).await;
    assert_eq!(none.body, json!({"license": null}));
    let text = issue(
        "l-3",
        3,
        Some("2024-01-01"),
        "2030-06-30",
        Some(owner.organization),
    );
    let preview = world
        .install(&owner, json!({"license": text, "dry_run": true}))
        .await;
    assert_eq!(preview.status, 200);
    assert_eq!(preview.body["installed"], false);
    assert_eq!(world.in_force(&owner).await, Value::Null);
    let installed = world.install(&owner, json!({"license": text})).await;
    assert_eq!(installed.status, 200);
    assert_body!("license_installed", installed);
    assert_body!("license", world.get(&owner, LICENSE).await);
    let seats = world.get(&owner, "/api/organizations/0/seats").await;
    assert_eq!(
        (&seats.body["limit"], &seats.body["free"]),
        (&json!(3), &json!(2))
    );
    let info = world.get(&owner, "/api/billing/info").await;
    let checks = &info.body["billing_checks"];
    assert_eq!(
        checks["users"],
        json!({"count": 1, "limit": 3, "reached": false, "total": 1})
    );
    assert_eq!(checks["license_expires"], "2030-06-30");
    assert_eq!(checks["is_license_expired"], false);
}

#[tokio::test]
async fn k32_k34_a_licence_that_is_refused_leaves_the_other_in_force() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    world.member(&owner, "ann@example.com", "AN").await;
    let good = license("good", 3, "2030-06-30");
    assert_eq!(
        world.install(&owner, json!({"license": good})).await.status,
        200
    );
    let more = license("more", 9, "2031-06-30");
    let changed = more.replacen('A', "B", 1);
    let cut = &more[..more.len() / 2];
    let theirs = issue("theirs", 9, None, "2031-06-30", Some(999));
    let few = license("few", 1, "2031-06-30");
    let later = issue("later", 9, Some("2031-01-01"), "2031-06-30", None);
    let past = license("past", 9, "2020-01-01");
    for (text, code) in [
        (&*changed, "license_signature"),
        (cut, "license_signature"),
        ("no licence", "license_signature"),
        (&format!("{more}{more}"), "license_signature"),
        ("", "invalid"),
        (&theirs, "license_not_yours"),
        (&few, "license_needs_confirmation"),
        (&later, "license_needs_confirmation"),
        (&past, "license_needs_confirmation"),
    ] {
        let refused = world.install(&owner, json!({"license": text})).await;
        assert_eq!(
            (refused.status, refused.body["code"].as_str()),
            (400, Some(code)),
            "{text}"
        );
        assert_eq!(world.in_force(&owner).await, "good");
    }
    let missing = world.install(&owner, json!({})).await;
    assert_eq!(
        missing.body["validation_errors"]["license"],
        json!(["This field is required."])
    );
    let long = "x".repeat(512 * 1024);
    let refused = world.install(&owner, json!({"license": long})).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (400, &json!("license_signature"))
    );
    let confirmed = world
        .install(&owner, json!({"license": few, "confirm": true}))
        .await;
    assert_eq!(confirmed.status, 200);
    assert_eq!(confirmed.body["license"]["over_seats"], 1);
    assert_eq!(
        world.get(&owner, LICENSE).await.body["license"]["over_seats"],
        1
    );
}

#[tokio::test]
async fn k31_an_expired_licence_is_replaced_while_the_server_runs() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let ann = world.newcomer(&owner, "ann@example.com").await;
    let old = license("old", 9, "2024-12-31");
    assert_eq!(
        world.install(&owner, json!({"license": old})).await.status,
        200
    );
    let state = async || world.get(&owner, LICENSE).await.body["license"]["state"].clone();
    for (days, is) in [
        (0, "valid"),
        (60, "expiring"),
        (30, "grace"),
        (14, "expired"),
    ] {
        world.clock.advance(Duration::days(days));
        assert_eq!(state().await, is);
    }
    let refused = world.give_role(&owner, &ann, "AN").await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (403, &json!("no_free_seat"))
    );
    let detail = refused.body["detail"].as_str().expect("a sentence");
    assert!(detail.contains("2024-12-31"), "{detail}");
    let checks = &world.get(&owner, "/api/billing/info").await.body["billing_checks"];
    assert_eq!(checks["is_license_expired"], true);
    assert_eq!(checks["organization_is_active"], false);
    let new = license("new", 9, "2030-12-31");
    assert_eq!(
        world.install(&owner, json!({"license": new})).await.status,
        200
    );
    assert_eq!(world.give_role(&owner, &ann, "AN").await.status, 200);
}

#[tokio::test]
async fn the_history_has_every_day_and_refuses_what_is_none() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    world.member(&owner, "ann@example.com", "AN").await;
    world.clock.advance(Duration::days(2));
    let days = world.get(&owner, HISTORY).await;
    let day = |date: &str| json!({"date": date, "used": 2, "peak": 2, "limit": null});
    assert_eq!(
        days.body,
        json!([day("2024-10-04"), day("2024-10-05"), day("2024-10-06")])
    );
    let one = world
        .get(&owner, &format!("{HISTORY}?from=2024-10-05&to=2024-10-05"))
        .await;
    assert_eq!(one.body, json!([day("2024-10-05")]));
    let none = world
        .get(&owner, &format!("{HISTORY}?from=2024-10-07&to=2024-10-05"))
        .await;
    assert_eq!(none.body, json!([]));
    for bad in [
        "from=yesterday",
        "to=2024-13-01",
        "from=0001-01-01",
        "from=-9999-01-01",
    ] {
        let refused = world.get(&owner, &format!("{HISTORY}?{bad}")).await;
        assert_eq!(
            (refused.status, &refused.body["code"]),
            (400, &json!("invalid")),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn bulk_tells_what_would_come_and_does_it_whole_or_row_by_row() {
    let world = World::with(SeatLimit::Limited(2), "http://127.0.0.1:8080", |_| {});
    let owner = world.founder("owner@example.com").await;
    let ann = world.newcomer(&owner, "ann@example.com").await;
    let bob = world.newcomer(&owner, "bob@example.com").await;
    let changes = json!([
        {"user_id": ann.user, "role": "AN"},
        {"user_id": bob.user, "role": "RE"},
        {"user_id": owner.user, "role": "DI"},
        {"user_id": 999_999, "role": "AN"},
    ]);
    let bulk = async |mut more: Value| {
        more["changes"] = changes.clone();
        world.send(&owner, Method::POST, BULK, &more).await
    };
    let used = async || world.get(&owner, "/api/organizations/0/seats").await.body["used"].clone();
    let outcomes = |answer: &Answer| -> Vec<String> {
        let results = answer.body["results"].as_array().expect("results");
        let outcome = |row: &Value| row["outcome"].as_str().expect("an outcome").to_owned();
        results.iter().map(outcome).collect()
    };
    let preview = bulk(json!({"dry_run": true})).await;
    assert_eq!(
        outcomes(&preview),
        ["changed", "refused", "refused", "refused"]
    );
    assert_eq!(
        preview.body["seats"],
        json!({"before": 1, "after": 2, "limit": 2})
    );
    assert_eq!(used().await, 1);
    let whole = bulk(json!({"atomic": true})).await;
    assert_eq!(
        outcomes(&whole),
        ["unchanged", "refused", "refused", "refused"]
    );
    assert_eq!(
        whole.body["seats"],
        json!({"before": 1, "after": 1, "limit": 2})
    );
    assert_eq!(used().await, 1);
    let rows = bulk(json!({})).await;
    assert_eq!(
        outcomes(&rows),
        ["changed", "refused", "refused", "refused"]
    );
    let codes = ["no_free_seat", "self_change", "not_found"];
    for (row, code) in codes.iter().enumerate() {
        assert_eq!(rows.body["results"][row + 1]["code"], *code);
    }
    assert_eq!(used().await, 2);
}

#[tokio::test]
async fn every_fault_of_a_bulk_change_is_told_with_its_place() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    for (changes, faults) in [
        (
            json!([{"user_id": "x"}, {"role": "XX"}]),
            vec![
                "1: user_id: A valid integer is required.",
                "2: user_id: This field is required.",
                "2: role: \"XX\" is not a valid choice.",
            ],
        ),
        (json!("all"), vec!["Not a list of objects."]),
        (json!([1]), vec!["Not a list of objects."]),
        (
            json!(vec![json!({"user_id": 1}); 1001]),
            vec!["At most 1000 people can be changed at once."],
        ),
    ] {
        let refused = world
            .send(&owner, Method::POST, BULK, &json!({"changes": changes}))
            .await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.body["validation_errors"]["changes"], json!(faults));
    }
    let nobody = world
        .send(&owner, Method::POST, BULK, &json!({"changes": []}))
        .await;
    assert_eq!(nobody.body["results"], json!([]));
}
