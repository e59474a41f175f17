//! Credentials: which word before which token, and what a browser may be tricked into.

use muster_domain::model::seats::SeatLimit;
use poem::http::Method;
use serde_json::json;

use crate::world::{World, answered};

const PATH: &str = "/api/organization/";

#[tokio::test]
async fn k75_a_token_after_the_wrong_word_is_told_the_right_one() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIxIn0.c2lnbmF0dXJl";
    let ask = async |authorization: String| {
        let request = world.client.request(Method::PATCH, PATH);
        let request = request.header("Authorization", authorization);
        answered(request.body_json(&json!({"title": "T"}))).await
    };
    for word in ["Token", "token", "TOKEN"] {
        assert_eq!(ask(format!("{word} {}", owner.token)).await.status, 200);
    }
    for (authorization, told) in [
        (format!("Bearer {}", owner.token), "Authorization: Token"),
        (format!("Token {jwt}"), "Bearer <access token>"),
        (format!("Bearer {jwt}"), "Token is invalid"),
        ("Bearer abc".to_owned(), "Authorization: Token"),
        (
            "Token".to_owned(),
            "Invalid token header. No credentials provided.",
        ),
        (
            "Token a b".to_owned(),
            "Token string should not contain spaces.",
        ),
        (format!("Token {}", "0".repeat(40)), "Invalid token."),
        (
            "Basic YTpi".to_owned(),
            "Authentication credentials were not provided.",
        ),
    ] {
        let answer = ask(authorization.clone()).await;
        assert_eq!(answer.status, 401, "{authorization}");
        assert_eq!(answer.headers["www-authenticate"], "Token");
        assert_eq!(answer.body["code"], "unauthenticated");
        let detail = answer.body["detail"].as_str().expect("a sentence");
        assert!(detail.contains(told), "{authorization}: {detail}");
    }
}

#[tokio::test]
async fn k62_a_foreign_origin_is_refused_where_a_cookie_speaks() {
    let world = World::with(SeatLimit::Unlimited, "https://ls.example.com", |_| {});
    let owner = world.founder("owner@example.com").await;
    let ask = async |by_cookie: bool, origin: Option<&str>| {
        let request = if by_cookie {
            world.by_cookie(&owner, Method::PATCH, PATH)
        } else {
            world.by(&owner, Method::PATCH, PATH)
        };
        let request = request.header("Host", "127.0.0.1:8080");
        let request = match origin {
            Some(origin) => request.header("Origin", origin),
            None => request,
        };
        answered(request.body_json(&json!({"title": "T"}))).await
    };
    assert_eq!(ask(true, Some("https://ls.example.com")).await.status, 200);
    assert_eq!(ask(true, Some("http://127.0.0.1:8080")).await.status, 200);
    assert_eq!(ask(true, None).await.status, 200);
    let foreign = ask(true, Some("https://evil.example")).await;
    assert_eq!(foreign.status, 403);
    let detail = foreign.body["detail"].as_str().expect("a sentence");
    assert!(detail.contains("MUSTER_PUBLIC_URL"), "{detail}");
    assert_eq!(ask(false, Some("https://evil.example")).await.status, 200);
    assert_eq!(ask(false, None).await.status, 200);
    let read = world.by_cookie(&owner, Method::GET, PATH);
    let read = read.header("Origin", "https://evil.example");
    assert_eq!(answered(read).await.status, 200);
}

#[tokio::test]
async fn a_cookie_that_nobody_gave_is_refused() {
    let world = World::new();
    let request = world.client.get("/api/current-user/whoami");
    let answer = answered(request.header("Cookie", "sessionid=mus_nothing")).await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.body["detail"],
        "The session has ended; log in again."
    );
}
