//! Black-box tests of several processes on one PostgreSQL, and of one whose PostgreSQL goes away.
//!
//! `cargo xtask test app-postgres` starts PostgreSQL for them, or another one is named by `MUSTER_TEST_POSTGRES`.

mod gate;
#[path = "../blackbox/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "the black-box tests use the rest of it"
)]
mod support;

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use serde_json::json;
use tokio::task::JoinSet;

use gate::Gate;
use support::{Api, Browser, MailServer, PASSWORD, Place, Server, eventually};

/// How often fifty people race for one seat.
const ROUNDS: usize = 200;

/// So many servers on one database, with this environment.
fn replicas(number: usize, environment: &[(&str, &str)]) -> Vec<Server> {
    let place = Place::new();
    let url = database_of(&place);
    let first = Server::start_in(with(place, environment));
    let others = (1..number).map(|_| {
        let place = Place::new().with("MUSTER_DATABASE_URL", &url);
        Server::start_in(with(place, environment))
    });
    std::iter::once(first)
        .chain(others.collect::<Vec<_>>())
        .collect()
}

/// The URL of the place's database.
fn database_of(place: &Place) -> String {
    let binary = place.binary(&[]);
    let url = binary
        .get_envs()
        .find(|(name, _)| *name == "MUSTER_DATABASE_URL")
        .and_then(|(_, value)| value?.to_str());
    url.expect("MUSTER_TEST_POSTGRES names a server; `cargo xtask test app-postgres` starts one")
        .to_owned()
}

fn with(place: Place, environment: &[(&str, &str)]) -> Place {
    environment
        .iter()
        .fold(place, |place, (name, value)| place.with(name, value))
}

/// Olga founds an organization on the first of them; her token.
async fn olga(server: &Server) -> (Browser, String) {
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let token = olga.token().await;
    (olga, token)
}

/// Somebody signs up by the organization's link.
async fn join(server: &Server, owner: &Api, email: &str) -> Browser {
    let link = owner.get("/api/invite").await.json["invite_url"].clone();
    let link = link.as_str().expect("a link");
    let (_, path) = link.split_once("/user/").expect("a path");
    let browser = server.browser();
    let joined = browser.sign_up(&format!("/user/{path}"), email).await;
    assert_eq!(joined.status, 302, "{}", joined.html);
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k21_of_fifty_over_three_processes_one_gets_the_last_seat() {
    let servers = replicas(3, &[("MUSTER_UNLICENSED_SEATS", "2")]);
    let (_, token) = olga(&servers[0]).await;
    let apis: Vec<_> = servers
        .iter()
        .map(|server| Arc::new(server.api(&token)))
        .collect();
    for number in 0..50 {
        let server = &servers[number % 3];
        join(server, &apis[number % 3], &format!("p{number}@example.com")).await;
    }
    let waiting = "/api/organizations/0/memberships?role=NO&page_size=-1";
    let list = apis[1].get(waiting).await.json;
    let people = list["results"].as_array().expect("a list").clone();
    assert_eq!(people.len(), 50);
    let start = Instant::now();
    for round in 0..ROUNDS {
        let mut tries = JoinSet::new();
        for (number, member) in people.iter().enumerate() {
            let api = Arc::clone(&apis[number % 3]);
            let change = json!({"user_id": member["user"]["id"], "role": "AN"});
            tries.spawn(async move {
                let answer = api.patch("/api/organizations/0/memberships", change).await;
                let user = answer.json["user"]["id"].clone();
                (answer.status, answer.json["code"].clone(), user)
            });
        }
        let answers = tries.join_all().await;
        let won: Vec<_> = answers.iter().filter(|answer| answer.0 == 200).collect();
        assert_eq!(won.len(), 1, "round {round}: {answers:?}");
        let refused = |answer: &&(u16, serde_json::Value, serde_json::Value)| {
            answer.0 == 403 && answer.1 == "no_free_seat"
        };
        assert_eq!(answers.iter().filter(refused).count(), 49, "{answers:?}");
        for api in &apis {
            let seats = api.get("/api/organizations/0/seats").await.json;
            assert_eq!(seats["used"], 2);
        }
        let holder = apis[2]
            .get("/api/organizations/0/memberships?role=AN")
            .await;
        let holder = holder.json["results"][0]["user"]["id"].clone();
        let back = json!({"user_id": holder, "role": "NO"});
        let path = "/api/organizations/0/memberships";
        assert_eq!(apis[0].patch(path, back).await.status, 200);
    }
    // Not by `println!`, of which the harness shows what failures say only.
    writeln!(
        std::io::stderr(),
        "{ROUNDS} rounds of 50 over three processes for one seat: {ROUNDS} winners, in {:.1} s",
        start.elapsed().as_secs_f32()
    )
    .expect("there is somewhere to write to");
}

#[tokio::test]
async fn k52_a_deactivation_on_one_holds_at_the_next_request_of_another() {
    let servers = replicas(2, &[]);
    let (_, token) = olga(&servers[0]).await;
    let owner = servers[0].api(&token);
    let ann = join(&servers[0], &owner, "ann@example.com").await;
    let path = "/api/organizations/0/memberships";
    let id =
        owner.get(&format!("{path}?search=ann")).await.json["results"][0]["user"]["id"].clone();
    let active = json!({"user_id": id, "role": "AN"});
    assert_eq!(owner.patch(path, active).await.status, 200);
    let anns = ann.token().await;
    let there = servers[1].api(&anns);
    let elsewhere = servers[1].browser();
    elsewhere.log_in("ann@example.com", PASSWORD).await;
    assert_eq!(there.get("/api/current-user/whoami").await.status, 200);
    assert_eq!(elsewhere.get("/user/account").await.status, 200);

    let gone = json!({"user_id": id, "role": "DI"});
    assert_eq!(owner.patch(path, gone).await.status, 200);
    assert_eq!(there.get("/api/current-user/whoami").await.status, 401);
    assert_ne!(elsewhere.get("/user/account").await.status, 200);
}

#[tokio::test]
async fn k43_three_processes_send_each_mail_once() {
    let mail = MailServer::up();
    let url = mail.url();
    let servers = replicas(3, &[("MUSTER_SMTP_URL", &url)]);
    let (_, token) = olga(&servers[0]).await;
    let emails: Vec<_> = (0..60).map(|n| format!("p{n}@example.com")).collect();
    let invited = json!({"emails": emails, "role": "AN"});
    let answer = servers[0].api(&token);
    let answer = answer.post("/api/invite/send-email", invited).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    eventually("every mail to be sent", async || {
        let metrics = servers[2].browser().get("/metrics").await.html;
        metrics
            .contains("muster_outbox_mails{state=\"queued\"} 0")
            .then_some(())
    })
    .await;
    for email in &emails {
        assert_eq!(mail.received_for(email).len(), 1, "{email}");
    }
}

#[tokio::test]
async fn a_mail_that_a_killed_process_had_taken_goes_out_from_another() {
    let mut mail = MailServer::behaving(&["--silent"]);
    let url = mail.url();
    let mut servers = replicas(1, &[("MUSTER_SMTP_URL", &url)]);
    let (_, token) = olga(&servers[0]).await;
    let invited = json!({"emails": ["ann@example.com"], "role": "AN"});
    let answer = servers[0].api(&token);
    let answer = answer.post("/api/invite/send-email", invited).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let database = database_of(servers[0].place());
    eventually("it to be taken", async || {
        let attempts = servers[0].rows("SELECT attempts FROM mails WHERE attempts = 1");
        (attempts.len() == 1).then_some(())
    })
    .await;
    servers[0].kill9();
    mail.start(&[]);
    let place = Place::new()
        .with("MUSTER_DATABASE_URL", &database)
        .with("MUSTER_SMTP_URL", &url);
    let other = Server::start_in(place);
    mail.mail("ann@example.com", "/user/invitation?token=")
        .await;
    assert_eq!(mail.received_for("ann@example.com").len(), 1);
    let attempts = servers[0].rows("SELECT attempts FROM mails");
    assert_eq!(attempts[0]["attempts"], 2);
    drop(other);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k65_a_database_that_goes_away_is_ridden_out() {
    let place = Place::new();
    let url = database_of(&place);
    let (address, name) = url.rsplit_once('/').expect("a database");
    let (user, port) = address.rsplit_once(':').expect("a port");
    let gate = Gate::before(port.parse().expect("a port")).await;
    let gated = format!("{user}:{}/{name}", gate.port());
    let server = Server::start_in(place.with("MUSTER_DATABASE_URL", &gated));
    let (browser, token) = olga(&server).await;
    let api = server.api(&token);
    for round in 0..2 {
        assert_eq!(browser.get("/ready").await.status, 200);
        gate.close();
        let client = reqwest::Client::new();
        let request = client
            .get(server.url("/api/organization"))
            .header("authorization", format!("Token {token}"));
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 503);
        assert!(answer.headers().contains_key("retry-after"));
        let change = json!({"title": format!("title {round}")});
        let refused = api.patch("/api/organization", change.clone()).await;
        assert_eq!(refused.json["code"], "unavailable", "{refused:?}");
        assert_eq!(browser.get("/ready").await.status, 503);
        assert_eq!(browser.get("/health").await.status, 200);
        gate.open();
        eventually("the database to be found again", async || {
            (browser.get("/ready").await.status == 200).then_some(())
        })
        .await;
        eventually("a change to be made", async || {
            let changed = api.patch("/api/organization", change.clone()).await;
            assert!([200, 503].contains(&changed.status), "{changed:?}");
            (changed.status == 200).then_some(())
        })
        .await;
        for _ in 0..30 {
            assert_eq!(api.get("/api/organization").await.status, 200);
        }
    }
    let log = server.log();
    assert!(
        !log.contains("panicked") && !log.contains("of%20the"),
        "{log}"
    );
}
