//! Connections are kept for the next mail, and a dead one does no harm.

use std::sync::Arc;
use std::time::Duration;

use muster_domain::model::mail::Attempt;
use muster_domain::ports::Mailer as _;

use crate::support::{Server, mail, not_now};

#[tokio::test]
async fn mails_share_a_connection() {
    let server = Server::start(&["--auth", "ann", "hush"]);
    let mailer = server.mailer("smtp", "ann:hush@", "?tls=none");
    for _ in 0..5 {
        assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    }
    assert_eq!((server.count("connect"), server.count("AUTH")), (1, 1));
}

#[tokio::test]
async fn many_at_once_are_each_taken_once() {
    let server = Server::start(&[]);
    let mailer = Arc::new(server.plain_mailer());
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..60 {
        let mailer = Arc::clone(&mailer);
        tasks.spawn(async move { mailer.send(&mail(&format!("p{number}@example.com"))).await });
    }
    assert!(
        tasks
            .join_all()
            .await
            .iter()
            .all(|attempt| *attempt == Attempt::Taken)
    );
    let mut to: Vec<_> = server
        .taken()
        .iter()
        .map(|message| message["to"].to_string())
        .collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 60);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_replaced_at_once() {
    let server = Server::start(&["--hang-up-after", "1"]);
    let mailer = server.plain_mailer();
    for _ in 0..3 {
        assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    }
    assert_eq!((server.taken().len(), server.count("connect")), (3, 3));
}

/// An attempt that ran out of time leaves its connection in the middle of a mail: the answer to that mail must not be
/// taken for the answer to the next.
#[tokio::test]
async fn a_connection_is_not_kept_after_a_time_out() {
    let server = Server::start(&["--delay", "1.5"]);
    let mailer = server.mailer("smtp", "", "?tls=none&timeout=1");
    for to in ["bob@example.com", "cy@example.com"] {
        let reason = not_now(mailer.send(&mail(to)).await);
        assert_eq!(reason, "the mail server did not answer within 1 s");
    }
    assert_eq!(server.count("connect"), 2);
}

#[tokio::test]
async fn a_stalled_command_ends_with_the_time_out() {
    let server = Server::start(&["--stall", "RCPT"]);
    let mailer = server.mailer("smtp", "", "?tls=none&timeout=1");
    not_now(mailer.send(&mail("bob@example.com")).await);
}

/// After a quarter of a minute a connection that waits is given back, so that nothing stays open overnight.
#[tokio::test]
async fn a_connection_does_not_wait_for_ever() {
    let server = Server::start(&[]);
    let mailer = server.plain_mailer();
    assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(40)).await;
    tokio::time::resume();
    let closed = async {
        while server.count("QUIT") == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), closed)
        .await
        .expect("the connection is given back");
    assert_eq!(mailer.send(&mail("bob@example.com")).await, Attempt::Taken);
    assert_eq!(server.count("connect"), 2);
}
