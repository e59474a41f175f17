//! Any bytes as body, query, path or header are answered, and never with a 5xx.

use poem::http::Method;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::world::{Somebody, World, answered};

const PATHS: [(&str, &str); 21] = [
    ("PATCH", "/api/organization"),
    ("PATCH", "/api/organizations/0/set-default-role"),
    ("POST", "/api/organizations/0/transfer-ownership"),
    ("PATCH", "/api/organizations/0/memberships"),
    ("POST", "/api/organizations/0/memberships"),
    ("PATCH", "/api/organizations/0/invite-link"),
    ("PATCH", "/api/current-user"),
    ("PATCH", "/api/session-policy"),
    ("POST", "/api/invite/reset-token"),
    ("POST", "/api/invite/send-email"),
    ("POST", "/api/invite/revoke"),
    ("PATCH", "/api/organizations/0/invitations/1"),
    ("POST", "/api/organizations/0/invitations/1/resend"),
    ("GET", "/api/organizations/0/invitations/1/link"),
    ("POST", "/api/users"),
    ("PATCH", "/api/users/2"),
    ("PATCH", "/api/current-user/hotkeys"),
    ("POST", "/api/token/refresh"),
    ("POST", "/api/token/rotate"),
    ("POST", "/api/token/blacklist"),
    ("POST", "/api/jwt/settings"),
];

/// Runs the cases on one server.
fn check<S: Strategy>(strategy: &S, case: &impl AsyncFn(&World, &Somebody, S::Value) -> u16) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (world, owner) = runtime.block_on(async {
        let world = World::new();
        let owner = world.founder("owner@example.com").await;
        assert_eq!(world.invite(&owner, "ann@example.com", "AN").await, 1);
        (world, owner)
    });
    let mut runner = TestRunner::new(Config {
        cases: 64,
        ..Config::default()
    });
    let outcome = runner.run(strategy, |input| {
        let status = runtime.block_on(case(&world, &owner, input));
        prop_assert!(status < 500, "{status}");
        Ok(())
    });
    outcome.expect("no 5xx");
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        prop::collection::vec(any::<String>(), 0..3).prop_map(Into::into),
    ]
}

#[test]
fn any_bytes_as_body() {
    let media_types = prop_oneof![
        Just("application/json"),
        Just("application/x-www-form-urlencoded"),
        Just("text/plain"),
    ];
    let bytes = prop::collection::vec(any::<u8>(), 0..64);
    check(&(0..PATHS.len(), media_types, bytes), &async |world,
                                                         owner,
                                                         (
        at,
        media_type,
        bytes,
    )| {
        let (method, path) = PATHS[at];
        let method: Method = method.parse().expect("a method");
        let request = world
            .by(owner, method, path)
            .content_type(media_type)
            .body(bytes);
        answered(request).await.status
    });
}

#[test]
fn any_values_in_known_fields() {
    let fields = prop::sample::subsequence(
        vec![
            "title",
            "contact_info",
            "default_role",
            "user_id",
            "role",
            "expires_at",
            "max_uses",
            "first_name",
            "username",
            "phone",
            "email",
            "allow_newsletters",
            "active_organization",
            "max_session_age",
            "max_time_between_activity",
            "emails",
            "user_type",
            "password",
            "custom_hotkeys",
            "refresh",
            "api_token_ttl_days",
            "api_tokens_enabled",
        ],
        1..6,
    );
    let values = prop::collection::vec(value(), 6);
    check(&(0..PATHS.len(), fields, values), &async |world,
                                                     owner,
                                                     (
        at,
        fields,
        values,
    )| {
        let (method, path) = PATHS[at];
        let method: Method = method.parse().expect("a method");
        let body: serde_json::Value = fields
            .into_iter()
            .map(str::to_owned)
            .zip(values)
            .collect::<serde_json::Map<_, _>>()
            .into();
        world.send(owner, method, path, &body).await.status
    });
}

#[test]
fn any_query() {
    let name = prop::sample::select(vec![
        "page",
        "page_size",
        "search",
        "role",
        "ordering",
        "is_deleted",
        "status",
        "user",
        "method",
        "start_date",
        "end_date",
        "start",
        "length",
        "x",
    ]);
    let text = prop_oneof!["[!-~&&[^#<>\"`{}]]{0,20}", "[%&=0-9a-f+-]{0,20}"];
    check(&(name, text), &async |world, owner, (name, text)| {
        let mut worst = 0;
        for list in [
            "organizations/0/memberships",
            "organizations/0/invitations",
            "activity-logs",
            "users",
        ] {
            let path = format!("/api/{list}?{name}={text}");
            worst = worst.max(world.get(owner, &path).await.status);
        }
        worst
    });
}

#[test]
fn any_path() {
    check(&"[!-~&&[^#<>\"`{}?]]{0,30}", &async |world, owner, rest| {
        let mut worst = 0;
        for path in [
            format!("/{rest}"),
            format!("/api/{rest}"),
            format!("/api/organizations/{rest}"),
            format!("/api/organizations/0/memberships/{rest}"),
            format!("/api/organizations/0/invitations/{rest}"),
        ] {
            worst = worst.max(world.get(owner, &path).await.status);
        }
        worst
    });
}

#[test]
fn any_header() {
    let name = prop::sample::select(vec![
        "Authorization",
        "X-Api-Key",
        "Cookie",
        "Origin",
        "Host",
        "X-Forwarded-For",
        "User-Agent",
        "Content-Type",
    ]);
    check(&(name, "[ -~]{0,40}"), &async |world, _, (name, text)| {
        let mut worst = 0;
        for prefix in ["", "Token ", "Bearer ", "sessionid="] {
            let request = world.client.patch("/api/organization");
            let request = request.header(name, format!("{prefix}{text}"));
            worst = worst.max(answered(request).await.status);
        }
        worst
    });
}
