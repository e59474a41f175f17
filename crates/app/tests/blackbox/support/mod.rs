//! What the tests work with: a server process, browsers without script, scripts with a token.
//!
//! ```text
//! let server = Server::start();
//! let olga = server.browser();
//! olga.sign_up("/user/signup", "olga@example.com").await;
//! let api = olga.api().await;
//! assert_eq!(api.get("/api/organizations/").await.status, 200);
//! server.command(&["member", "list", "--json"]).json();
//! ```

mod api;
mod browser;
mod database;
mod html;
mod lab;
mod mail;
mod place;
mod proxy;
mod server;
mod vendor;

use std::time::{Duration, Instant};

pub(crate) use api::{Answer, Api};
pub(crate) use browser::{Browser, Page};
pub(crate) use lab::Lab;
pub(crate) use mail::{MailServer, Received, link_in, python};
pub(crate) use place::{Outcome, Place};
pub(crate) use proxy::losing_the_last_word;
pub(crate) use server::Server;
pub(crate) use vendor::Vendor;

/// A password that is long enough.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_mins(1);

/// Asks again and again until there is an answer.
pub(crate) async fn eventually<T>(awaited: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    within(PATIENCE, awaited, ask).await
}

/// Asks again and again until there is an answer, and no longer than this.
pub(crate) async fn within<T>(
    patience: Duration,
    awaited: &str,
    ask: impl AsyncFn() -> Option<T>,
) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(start.elapsed() < patience, "waited in vain for {awaited}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
