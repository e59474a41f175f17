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
mod html;
mod place;
mod server;

pub(crate) use api::Api;
pub(crate) use place::{Outcome, Place};
pub(crate) use server::Server;

/// A password that is long enough.
pub(crate) const PASSWORD: &str = "correct horse battery";
