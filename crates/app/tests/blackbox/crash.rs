//! The process dies at any moment: what was answered as done is there.

use reqwest::header::AUTHORIZATION;
use serde_json::json;

use crate::support::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_minus_nine_loses_no_change_that_was_answered() {
    let mut server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let token = olga.token().await;
    for round in 0..3 {
        let address = server.url("/api/organization");
        let authorization = format!("Token {token}");
        let writer = tokio::spawn(async move {
            let client = reqwest::Client::new();
            let mut last = None;
            for number in 0_u32.. {
                let title = format!("{round}-{number}");
                let request = client.patch(&address).header(AUTHORIZATION, &authorization);
                match request.json(&json!({"title": title})).send().await {
                    Ok(answer) => {
                        assert_eq!(answer.status(), 200);
                        last = Some(number);
                    }
                    Err(_) => return last,
                }
            }
            last
        });
        // Not before some changes were answered, and in the middle of others.
        let api = server.api(&token);
        while !passed(&api.get("/api/organization").await.json["title"], round) {
            tokio::task::yield_now().await;
        }
        server.kill9();
        let answered = writer.await.expect("no panic").expect("some were answered");
        server.restart();
        let title = server.api(&token).get("/api/organization").await.json["title"].clone();
        let title = title.as_str().expect("a title");
        let kept: u32 = title
            .rsplit('-')
            .next()
            .and_then(|number| number.parse().ok())
            .expect("a number");
        assert!(
            kept == answered || kept == answered + 1,
            "answered {answered}, kept {title}"
        );
    }
}

/// Whether the title shows at least 20 changes of this round.
fn passed(title: &serde_json::Value, round: i32) -> bool {
    let number = title
        .as_str()
        .and_then(|title| title.strip_prefix(&format!("{round}-")));
    number
        .and_then(|number| number.parse::<u32>().ok())
        .is_some_and(|number| number >= 20)
}
