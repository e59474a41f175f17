//! Scripts of other sites, and what may be asked of a path.

use muster_domain::model::seats::SeatLimit;
use poem::http::Method;

use crate::world::{Answer, World, answered};

const SITE: &str = "https://app.example.com";

fn world(origins: &[&str]) -> World {
    let origins: Vec<String> = origins.iter().map(|origin| (*origin).to_owned()).collect();
    World::with(SeatLimit::Unlimited, "http://127.0.0.1:8080", |config| {
        config.cors_allowed_origins = origins;
    })
}

async fn ask(world: &World, method: Method, path: &str, origin: &str) -> Answer {
    let request = world.client.request(method, path).header("Origin", origin);
    answered(request.header("Access-Control-Request-Method", "PATCH")).await
}

fn cors_headers(answer: &Answer) -> Vec<&str> {
    let names = answer.headers.keys().map(poem::http::HeaderName::as_str);
    names
        .filter(|name| name.starts_with("access-control"))
        .collect()
}

#[tokio::test]
async fn nobody_is_let_in_unless_configured() {
    let world = world(&[]);
    for method in [Method::GET, Method::OPTIONS] {
        let answer = ask(&world, method, "/api/version", SITE).await;
        assert_eq!(cors_headers(&answer), Vec::<&str>::new());
        assert!(!answer.headers.contains_key("vary"));
    }
}

#[tokio::test]
async fn configured_origins_are_let_in_and_never_with_cookies() {
    let world = world(&["https://APP.example.com:443/", "https://b.example"]);
    let preflight = ask(&world, Method::OPTIONS, "/api/organization/", SITE).await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.headers["access-control-allow-origin"], SITE);
    assert_eq!(
        preflight.headers["access-control-allow-methods"],
        "GET, HEAD, OPTIONS, PATCH"
    );
    let headers = preflight.headers["access-control-allow-headers"]
        .to_str()
        .expect("text");
    assert!(headers.contains("authorization") && headers.contains("x-api-key"));
    for path in ["/api/version", "/api/organization"] {
        let answer = ask(&world, Method::GET, path, SITE).await;
        assert_eq!(
            answer.headers["access-control-allow-origin"], SITE,
            "also where it is refused"
        );
        assert_eq!(answer.headers["vary"], "origin");
        assert!(
            !answer
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
    for origin in ["https://evil.example", "http://app.example.com", "null"] {
        let answer = ask(&world, Method::OPTIONS, "/api/organization", origin).await;
        assert_eq!(cors_headers(&answer), Vec::<&str>::new(), "{origin}");
    }
    let page = ask(&world, Method::GET, "/user/login", SITE).await;
    assert_eq!(cors_headers(&page), Vec::<&str>::new());
}

#[tokio::test]
async fn a_path_tells_what_it_takes() {
    let world = World::new();
    for (path, allow) in [
        (
            "/api/organizations/7/memberships/",
            "GET, HEAD, OPTIONS, PATCH, POST",
        ),
        ("/api/token/refresh/", "OPTIONS, POST"),
        ("/user/login", "GET, HEAD, OPTIONS, POST"),
        ("/health", "GET, HEAD, OPTIONS"),
    ] {
        let options = answered(world.client.request(Method::OPTIONS, path)).await;
        assert_eq!(options.status, 204, "{path}");
        assert_eq!(options.headers["allow"], allow, "{path}");
        assert_eq!(cors_headers(&options), Vec::<&str>::new());
    }
    let put = answered(world.client.request(Method::PUT, "/api/current-user")).await;
    assert_eq!(put.status, 405);
    assert_eq!(put.headers["allow"], "GET, HEAD, OPTIONS, PATCH");
    let nowhere = answered(world.client.request(Method::OPTIONS, "/api/nowhere")).await;
    assert_eq!(nowhere.status, 404);
}
