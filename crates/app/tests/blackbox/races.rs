//! Many at once against one process.

use std::collections::HashSet;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{Answer, Api, Server};

/// People who signed up by the link of a fresh organization, and the Owner's API.
async fn crowd(server: &Server, size: usize) -> (Arc<Api>, Vec<i64>) {
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let owner = Arc::new(olga.api().await);
    let link = owner.get("/api/invite").await.json["invite_url"]
        .as_str()
        .expect("a link")
        .to_owned();
    let mut people = JoinSet::new();
    for number in 0..size {
        let (browser, link) = (server.browser(), link.clone());
        people.spawn(async move {
            let email = format!("p{number}@example.com");
            let answer = browser.sign_up(&link, &email).await;
            assert_eq!(answer.status, 302, "{}", answer.html);
        });
    }
    people.join_all().await;
    let list = owner
        .get("/api/organizations/0/memberships?role=NO&page_size=-1")
        .await
        .json;
    let ids = list["results"].as_array().expect("a list").iter();
    let ids: Vec<i64> = ids
        .map(|member| member["user"]["id"].as_i64().expect("an id"))
        .collect();
    assert_eq!(ids.len(), size);
    (owner, ids)
}

/// How often fifty people race for one seat.
const ROUNDS: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k21_fifty_for_one_free_seat_and_one_gets_it() {
    let server = Server::start_with(&[
        ("MUSTER_UNLICENSED_SEATS", "2"),
        ("MUSTER_RATE_LIMITS", "off"),
    ]);
    let (owner, people) = crowd(&server, 50).await;
    let start = Instant::now();
    let mut winners = HashSet::new();
    for round in 0..ROUNDS {
        let winner = race(&owner, &people).await;
        let seats = owner.get("/api/organizations/0/seats").await.json;
        assert_eq!(seats["used"], 2, "round {round}: {seats}");
        assert_eq!(give(&owner, winner, "DI").await.status, 200);
        assert_eq!(give(&owner, winner, "NO").await.status, 200);
        winners.insert(winner);
    }
    let seconds = start.elapsed().as_secs_f32();
    // Not by `println!`, of which the harness shows what failures say only.
    writeln!(
        std::io::stderr(),
        "{ROUNDS} rounds of {} for one seat: {ROUNDS} winners, {} of them different, in {seconds:.1} s",
        people.len(),
        winners.len()
    )
    .expect("there is somewhere to write to");
    server.command(&["doctor"]).done();
}

/// Gives everybody a role in the same instant. One gets it; all others are told that no seat is free.
async fn race(owner: &Arc<Api>, people: &[i64]) -> i64 {
    let mut tries = JoinSet::new();
    for user in people.iter().copied() {
        let owner = Arc::clone(owner);
        tries.spawn(async move { (user, give(&owner, user, "AN").await) });
    }
    let (won, lost): (Vec<_>, Vec<_>) = tries
        .join_all()
        .await
        .into_iter()
        .partition(|(_, answer)| answer.status == 200);
    assert_eq!((won.len(), lost.len()), (1, people.len() - 1));
    for (_, answer) in lost {
        assert_eq!(answer.status, 403, "{answer:?}");
        assert_eq!(answer.json["code"], "no_free_seat", "{answer:?}");
    }
    won[0].0
}

async fn give(owner: &Api, user: i64, role: &str) -> Answer {
    let change = json!({"user_id": user, "role": role});
    owner
        .patch("/api/organizations/0/memberships", change)
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k48_twenty_first_visitors_own_twenty_organizations() {
    let server = Server::start();
    let mut visitors = JoinSet::new();
    for number in 0..20 {
        let browser = server.browser();
        visitors.spawn(async move {
            let email = format!("p{number}@example.com");
            let answer = browser.sign_up("/user/signup", &email).await;
            assert_eq!(answer.status, 302);
            let api = browser.api().await;
            let organization = api.get("/api/organization").await.json;
            let owners = api
                .get("/api/organizations/0/memberships?role=OW")
                .await
                .json;
            assert_eq!(owners["results"][0]["user"]["email"], email.as_str());
            assert_eq!(owners["count"], 1);
            organization["id"].as_i64().expect("an id")
        });
    }
    let homes: HashSet<_> = visitors.join_all().await.into_iter().collect();
    assert_eq!(homes.len(), 20);
    let listed = server.command(&["organization", "list", "--json"]).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(20));
}
