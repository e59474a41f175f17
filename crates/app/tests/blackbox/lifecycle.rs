//! Start, end, death: what survives, and what is refused.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Place, Server};

#[test]
fn a_second_server_on_the_same_data_folder_is_refused() {
    let server = Server::start();
    let second = ["serve", "--listen", "127.0.0.1:0"];
    let told = server.command(&second).refused(1);
    assert!(
        told.contains("another server runs on the data folder ./muster-data"),
        "{told}"
    );
}

#[test]
fn the_lock_of_a_dead_server_is_gone_with_it() {
    let mut server = Server::start();
    server.kill9();
    server.restart();
}

#[test]
fn a_port_in_use_is_told() {
    let server = Server::start();
    let place = Place::new().with("MUSTER_LISTEN", &server.listening());
    let told = place.command(&["serve"]).refused(1);
    assert!(
        told.contains(&format!("{} is in use", server.listening())),
        "{told}"
    );
}

#[tokio::test]
async fn requests_in_flight_are_finished_on_sigterm() {
    let mut server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let token = olga.token().await;
    let body = json!({ "title": "In flight" }).to_string();
    let mut request = begin_rename(&server, &token, body.len()).await;
    server.sigterm();
    wait_until_refused(&server.listening()).await;
    request
        .write_all(body.as_bytes())
        .await
        .expect("the connection still stands");
    let mut answer = String::new();
    request
        .read_to_string(&mut answer)
        .await
        .expect("a whole answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("In flight"), "{answer}");
    assert_eq!(server.ended(), 0);

    server.restart();
    let organization = server.api(&token).get("/api/organization/").await;
    assert_eq!(organization.json["title"], "In flight");
}

#[tokio::test]
async fn a_second_sigterm_ends_at_once() {
    let mut server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let _in_flight = begin_rename(&server, &olga.token().await, 100).await;
    server.sigterm();
    wait_until_refused(&server.listening()).await;
    server.sigterm();
    assert_eq!(server.ended(), 1);
}

#[tokio::test]
async fn kill_9_loses_nothing_that_was_answered() {
    let mut server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let token = olga.token().await;
    for round in 0..3 {
        let title = format!("Round {round}");
        let renamed = server
            .api(&token)
            .patch("/api/organization/", json!({ "title": title }))
            .await;
        assert_eq!(renamed.status, 200);
        server.kill9();
        server.restart();
        let organization = server.api(&token).get("/api/organization/").await;
        assert_eq!(organization.json["title"], json!(title));
    }
}

/// Begins a request that the server has taken up, and that waits for its body of this length.
async fn begin_rename(server: &Server, token: &str, length: usize) -> TcpStream {
    let address = server.listening();
    let mut connection = TcpStream::connect(&address).await.expect("it listens");
    let head = format!(
        "PATCH /api/organization/ HTTP/1.1\r\nHost: {address}\r\nAuthorization: Token {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await.expect("sent");
    // The server says so when it begins to read the body.
    let mut go_on = [0; 25];
    connection
        .read_exact(&mut go_on)
        .await
        .expect("it asks for the body");
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    connection
}

/// Waits until nobody listens there any more.
async fn wait_until_refused(address: &str) {
    for _ in 0..2_000 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the server still takes connections");
}
