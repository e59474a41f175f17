//! A thousand people invited in one call, while the mail server refuses one mail in ten at first.
//!
//! Prints how long the answer took, how long until all mails were delivered, and how often each was tried:
//! `cargo bench -p muster-app --bench invite`.

#[path = "../tests/blackbox/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "the tests need more of it than this one does"
)]
mod support;

use std::time::Instant;

use serde_json::{Value, json};

use support::{Lab, MailServer, eventually};

const PEOPLE: usize = 1_000;

/// The delivery of everybody's mail.
async fn deliveries(lab: &Lab) -> Vec<Value> {
    let path = "/api/organizations/0/invitations?page_size=-1";
    let list = lab.api.get(path).await.json;
    let entries = list["results"].as_array().expect("a page");
    entries
        .iter()
        .map(|entry| entry["delivery"].clone())
        .collect()
}

#[tokio::main]
async fn main() {
    let refused = PEOPLE / 10;
    let mail = MailServer::behaving(&["--fail-first", &refused.to_string(), "451"]);
    let lab = Lab::on(mail, &[]).await;
    let emails: Vec<_> = (0..PEOPLE).map(|n| format!("p{n}@example.com")).collect();
    let body = json!({"emails": emails, "role": "AN"});

    let start = Instant::now();
    let answer = lab.api.post("/api/invite/send-email", body).await;
    let answered = start.elapsed();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.json["results"].as_array().map(Vec::len),
        Some(PEOPLE)
    );

    let most = eventually("most mails", async || {
        (lab.mail.count() >= PEOPLE - refused).then(|| start.elapsed())
    })
    .await;
    let delivered = eventually("all mails", async || {
        (lab.mail.count() == PEOPLE).then(|| start.elapsed())
    })
    .await;
    let deliveries = eventually("all mails marked as sent", async || {
        let deliveries = deliveries(&lab).await;
        let all_sent = deliveries
            .iter()
            .all(|delivery| delivery["state"] == "sent");
        all_sent.then_some(deliveries)
    })
    .await;
    let attempts: Vec<i64> = deliveries
        .iter()
        .map(|delivery| delivery["attempts"].as_i64().expect("a number"))
        .collect();
    let again = attempts.iter().filter(|attempts| **attempts > 1).count();
    println!("{PEOPLE} people invited in one call");
    println!("  answered after              {answered:?}");
    println!("  nine in ten delivered after {most:?}");
    println!("  all delivered after         {delivered:?}");
    println!(
        "  attempts                    {}",
        attempts.iter().sum::<i64>()
    );
    println!(
        "  mails tried more than once  {again}, at most {} times",
        attempts.iter().max().expect("some")
    );
    assert_eq!(lab.mail.count(), PEOPLE, "none twice");
}
