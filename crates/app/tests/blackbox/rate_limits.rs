//! K60: who is slowed down, with real connections. A client's address is its connection's, or what a trusted proxy
//! says it is, and nothing that a client can say itself.

use reqwest::header::{HeaderMap, ORIGIN, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::support::{PASSWORD, Server};

/// Wrong passwords for one account from one address before it has to wait.
const TRIES: usize = 10;

/// Asks for the log-in form and sends it, with these lines of `X-Forwarded-For` on both requests.
async fn log_in(server: &Server, forwarded: &[&str], email: &str, password: &str) -> Response {
    let mut headers = HeaderMap::new();
    for line in forwarded {
        headers.append("x-forwarded-for", line.parse().expect("a header"));
    }
    let client = Client::builder()
        .cookie_store(true)
        .redirect(Policy::none())
        .default_headers(headers)
        .build()
        .expect("a client");
    let page = client.get(server.url("/user/login")).send().await;
    let page = page.expect("it answers").text().await.expect("a page");
    let (_, token) = page
        .split_once("name=\"csrfmiddlewaretoken\" value=\"")
        .expect("the form has a token");
    let (token, _) = token.split_once('"').expect("it ends");
    let fields = [
        ("csrfmiddlewaretoken", token),
        ("email", email),
        ("password", password),
    ];
    let sent = client.post(server.url("/user/login"));
    let sent = sent.header(ORIGIN, server.url("")).form(&fields);
    sent.send().await.expect("it answers")
}

async fn may_log_in(server: &Server, forwarded: &[&str], email: &str) -> bool {
    log_in(server, forwarded, email, PASSWORD).await.status() == 302
}

/// Sends 30 wrong passwords, each with the lines made for it; how many were let pass before all had to wait.
async fn wrong_log_ins(
    server: &Server,
    email: &str,
    lines: impl Fn(usize) -> Vec<String>,
) -> usize {
    let mut let_pass = 0;
    let mut is_limited = false;
    for n in 0..30 {
        let lines = lines(n);
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let answer = log_in(server, &lines, email, "a wrong password").await;
        if answer.status() == 429 {
            is_limited = true;
            let wait = answer.headers()[RETRY_AFTER].to_str().expect("ASCII");
            let wait: u32 = wait.parse().expect("seconds");
            assert!((1..=60).contains(&wait), "{wait}");
        } else {
            assert!(!is_limited, "once limited, try {n} was let pass");
            assert_ne!(answer.status(), 302, "the password is wrong");
            let_pass += 1;
        }
    }
    let_pass
}

/// A server with the accounts `person0@example.com`, ….
async fn server_with_accounts(count: usize, environment: &[(&str, &str)]) -> Server {
    let server = Server::start_with(environment);
    for n in 0..count {
        let page = server.browser();
        let page = page.sign_up("/user/signup", &person(n)).await;
        assert_eq!(page.status, 302, "{}", page.html);
    }
    server
}

fn person(n: usize) -> String {
    format!("person{n}@example.com")
}

fn client(n: usize) -> String {
    format!("198.51.100.{n}")
}

#[tokio::test]
async fn k60_a_header_of_an_untrusted_peer_is_not_believed() {
    let server = server_with_accounts(2, &[]).await;
    let forged = |n: usize| vec![client(n)];
    assert_eq!(wrong_log_ins(&server, &person(0), forged).await, TRIES);
    assert!(
        !may_log_in(&server, &[&client(99)], &person(0)).await,
        "the right password waits as well, or it could be found"
    );
    assert!(may_log_in(&server, &[&client(99)], &person(1)).await);
}

#[tokio::test]
async fn k60_behind_a_trusted_proxy_one_client_is_limited_on_one_account() {
    let trusted = [("MUSTER_TRUSTED_PROXIES", "127.0.0.1/32")];
    let server = server_with_accounts(10, &trusted).await;
    let same = |_| vec![client(0)];
    assert_eq!(wrong_log_ins(&server, &person(0), same).await, TRIES);
    assert!(!may_log_in(&server, &[&client(0)], &person(0)).await);
    assert!(
        may_log_in(&server, &[&client(0)], &person(1)).await,
        "one account is not all of them"
    );
    // Who goes on with other accounts is stopped whatever the account, and alone.
    assert_eq!(wrong_log_ins(&server, &person(1), same).await, TRIES);
    assert!(!may_log_in(&server, &[&client(0)], &person(2)).await);
    for n in 1..10 {
        assert!(
            may_log_in(&server, &[&client(n)], &person(n)).await,
            "client {n} did nothing wrong"
        );
    }
    assert!(
        may_log_in(&server, &[&client(1)], &person(0)).await,
        "nobody is kept out of his account by a stranger elsewhere"
    );
}

#[tokio::test]
async fn k60_what_a_client_wrote_before_the_proxy_is_not_believed() {
    let trusted = [("MUSTER_TRUSTED_PROXIES", "127.0.0.1/32")];
    let server = server_with_accounts(2, &trusted).await;
    // As a proxy that appends to the line, and as one that adds a line.
    let appended = |n: usize| vec![format!("{}, {}", client(n + 100), client(0))];
    assert_eq!(wrong_log_ins(&server, &person(0), appended).await, TRIES);
    let added = |n: usize| vec![client(n + 100), client(0)];
    assert_eq!(wrong_log_ins(&server, &person(0), added).await, 0);
    let trusted_itself = |n: usize| vec![format!("{}, 127.0.0.1, {}", client(n + 100), client(0))];
    assert_eq!(wrong_log_ins(&server, &person(0), trusted_itself).await, 0);
    assert!(
        may_log_in(&server, &[&client(100)], &person(0)).await,
        "the address that was forged is not the one that waits"
    );
    assert!(may_log_in(&server, &[&client(1)], &person(1)).await);
}
