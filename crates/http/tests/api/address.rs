//! The public address, hosts and proxies.

use muster_domain::model::seats::SeatLimit;
use poem::http::Method;

use crate::world::{World, answered};

#[tokio::test]
async fn k58_links_never_come_from_the_host_header() {
    let world = World::with(SeatLimit::Unlimited, "https://ls.example.com", |_| {});
    let owner = world.founder("owner@example.com").await;
    let request = world
        .by(&owner, Method::GET, "/api/invite")
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example");
    let answer = answered(request).await;
    let url = answer.body["invite_url"].as_str().expect("a link");
    assert!(
        url.starts_with("https://ls.example.com/user/signup/?token="),
        "{url}"
    );
}

#[tokio::test]
async fn k58_hosts_are_refused_where_that_is_set_but_never_for_health() {
    let world = World::with(SeatLimit::Unlimited, "https://ls.example.com", |config| {
        config.allowed_hosts = Some(vec!["ls.example.com".to_owned(), ".lab.example".to_owned()]);
    });
    let status = async |host: &str, path: &str| {
        let request = world.client.get(path).header("Host", host);
        answered(request).await.status
    };
    assert_eq!(status("ls.example.com:443", "/api/version").await, 200);
    assert_eq!(status("a.lab.example", "/api/version").await, 200);
    assert_eq!(status("evil.example", "/api/version").await, 400);
    assert_eq!(status("evil.example", "/user/login").await, 400);
    assert_eq!(status("evil.example", "/health").await, 200);
    assert_eq!(status("10.1.2.3:8080", "/ready").await, 200);
    assert_eq!(status("10.1.2.3:8080", "/metrics").await, 200);
}

#[tokio::test]
async fn k63_everything_is_served_with_and_without_the_prefix() {
    let world = World::with(SeatLimit::Unlimited, "https://example.com/ls", |_| {});
    for path in [
        "/api/version",
        "/ls/api/version",
        "/ls/api/version/",
        "/ls/health",
        "//health/",
    ] {
        assert_eq!(answered(world.client.get(path)).await.status, 200, "{path}");
    }
    let elsewhere = answered(world.client.get("/lsx/api/version")).await;
    assert_eq!(elsewhere.status, 404);
}

#[tokio::test]
async fn k64_links_are_https_whatever_the_proxy_says() {
    let world = World::with(SeatLimit::Unlimited, "https://example.com", |_| {});
    let owner = world.founder("owner@example.com").await;
    for proto in [None, Some("http")] {
        let request = world.by(&owner, Method::GET, "/api/invite");
        let request = match proto {
            Some(proto) => request.header("X-Forwarded-Proto", proto),
            None => request,
        };
        let answer = answered(request).await;
        let url = answer.body["invite_url"].as_str().expect("a link");
        assert!(url.starts_with("https://example.com/"), "{url}");
        let page = answered(world.client.get("/user/login")).await;
        let cookie = page.headers["set-cookie"].to_str().expect("text");
        assert!(
            cookie.starts_with("csrftoken=") && cookie.contains("Secure"),
            "{cookie}"
        );
    }
}
