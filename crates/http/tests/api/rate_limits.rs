//! How often one may try, on the real router. Numbers and client addresses are tested beside the limiter.

use muster_domain::model::seats::SeatLimit;
use muster_domain::model::time::Duration;
use muster_http::RateLimits;
use serde_json::json;

use crate::world::{Answer, World};

async fn refresh(world: &World, token: &str) -> Answer {
    world
        .send_bare("/api/token/refresh/", &json!({"refresh": token}))
        .await
}

#[tokio::test]
async fn a_dead_token_is_slowed_down_and_no_other_one() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let token = world.personal_token(&owner).await;
    for _ in 0..30 {
        assert_eq!(refresh(&world, "dead").await.status, 401);
    }
    let limited = refresh(&world, "dead").await;
    assert_eq!(
        (limited.status, limited.body["code"].as_str()),
        (429, Some("too_many_requests"))
    );
    let wait = limited.headers["retry-after"].to_str().expect("text");
    let wait: i64 = wait.parse().expect("seconds");
    for _ in 0..40 {
        assert_eq!(refresh(&world, &token).await.status, 200);
    }
    world.clock.advance(Duration::seconds(wait));
    assert_eq!(refresh(&world, "dead").await.status, 401);
}

#[tokio::test]
async fn the_operator_can_switch_it_off() {
    let world = World::with(SeatLimit::Unlimited, "http://127.0.0.1:8080", |config| {
        config.rate_limits = RateLimits::Off;
    });
    for _ in 0..40 {
        assert_eq!(refresh(&world, "dead").await.status, 401);
    }
}
