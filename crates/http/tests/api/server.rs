//! Version, health and the API's description.

use muster_domain::model::mail::Attempt;
use muster_domain::model::time::Duration;
use poem::PathPattern;
use serde_json::Value;

use crate::world::{World, answered, assert_body};

#[tokio::test]
async fn the_server_tells_version_and_health() {
    let world = World::new();
    assert_body!("version", answered(world.client.get("/api/version")).await);
    for path in ["/health", "/ready", "/health/"] {
        let answer = answered(world.client.get(path)).await;
        assert_eq!(
            (answer.status, answer.body["status"].as_str()),
            (200, Some("UP")),
            "{path}"
        );
    }
    assert_eq!(answered(world.client.head("/health")).await.status, 200);
}

#[tokio::test]
async fn the_log_names_the_route_as_it_is_described() {
    let world = World::new();
    for (path, route) in [
        ("/health", "/health"),
        ("/ready/", "/ready"),
        ("/metrics", "/metrics"),
        ("/api/version", "/api/version"),
        (
            "/api/organizations/7/seats",
            "/api/organizations/:param0/seats",
        ),
    ] {
        let answer = world.client.get(path).send().await.0;
        let pattern = answer.data::<PathPattern>().expect("a route");
        assert_eq!(pattern.0.as_ref(), route);
    }
    let refused = world.client.post("/health").send().await.0;
    assert_eq!(refused.status().as_u16(), 405);
    let pattern = refused.data::<PathPattern>().expect("a route");
    assert_eq!(pattern.0.as_ref(), "/health");
    let world = world.without_store();
    let unready = world.client.get("/ready").send().await.0;
    assert_eq!(unready.status().as_u16(), 503);
    let pattern = unready.data::<PathPattern>().expect("a route");
    assert_eq!(pattern.0.as_ref(), "/ready");
}

#[tokio::test]
async fn a_server_without_its_store_is_up_and_not_ready() {
    let world = World::new().without_store();
    assert_eq!(answered(world.client.get("/health")).await.status, 200);
    let ready = answered(world.client.get("/ready")).await;
    assert_eq!(ready.status, 503);
    assert!(ready.headers.contains_key("retry-after"));
    assert_body!("not_ready", ready);
    let metrics = answered(world.client.get("/metrics")).await;
    assert_eq!(metrics.status, 503);
}

#[tokio::test]
async fn metrics_count_mails_and_name_nobody() {
    let world = World::new();
    let counts = async || {
        let answer = answered(world.client.get("/metrics")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let text = answer.body.as_str().expect("text");
        let counts = text.lines().filter(|line| !line.starts_with('#'));
        counts.map(str::to_owned).collect::<Vec<_>>()
    };
    let expected = |queued: u32, failed: u32, oldest: u32| {
        [
            format!("muster_outbox_mails{{state=\"queued\"}} {queued}"),
            format!("muster_outbox_mails{{state=\"failed\"}} {failed}"),
            format!("muster_outbox_oldest_seconds {oldest}"),
            "muster_build_info{version=\"1.2.3\"} 1".to_owned(),
        ]
    };
    assert_eq!(counts().await, expected(0, 0, 0));
    let owner = world.founder("owner@example.com").await;
    world.invite(&owner, "ann@example.com", "AN").await;
    world.clock.advance(Duration::seconds(90));
    world.invite(&owner, "bob@example.com", "AN").await;
    assert_eq!(counts().await, expected(2, 0, 90));
    let refused = Attempt::Never("550 nobody here".to_owned());
    assert_eq!(world.deliver(&refused).await, 2);
    assert_eq!(counts().await, expected(0, 2, 0));
}

#[tokio::test]
async fn metrics_are_in_the_form_of_prometheus() {
    let world = World::new();
    let answer = answered(world.client.get("/metrics")).await;
    assert_eq!(
        answer.headers["content-type"],
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = answer.body.as_str().expect("text");
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        let name = line
            .split([' ', '{'])
            .find(|word| word.starts_with("muster_"));
        let declared = format!("# TYPE {} gauge\n", name.expect("a name"));
        assert!(text.contains(&declared), "{line}");
    }
}

#[tokio::test]
async fn the_description_is_served_and_readable() {
    let world = World::new();
    let served = answered(world.client.get("/api/openapi.json")).await;
    let paths = served.body["paths"].as_object().expect("paths");
    for path in [
        "/api/organizations/{id}/memberships",
        "/api/current-user",
        "/health",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    let page = answered(world.client.get("/docs/api/")).await;
    assert_eq!(page.status, 200);
    let policy = page.headers["content-security-policy"]
        .to_str()
        .expect("text");
    assert!(policy.contains("script-src 'unsafe-inline'"));
}

#[test]
fn the_description_is_stable_and_documents_every_answer() {
    let text = muster_http::openapi();
    assert_eq!(text, muster_http::openapi());
    let description: Value = serde_json::from_str(&text).expect("JSON");
    let organization = &description["paths"]["/api/organization"]["patch"];
    assert!(organization["responses"]["403"].is_object());
    assert!(
        organization["security"]
            .as_array()
            .is_some_and(|schemes| schemes.len() == 4)
    );
    let content = organization["requestBody"]["content"]
        .as_object()
        .expect("content");
    assert!(content.contains_key("application/x-www-form-urlencoded"));
}
