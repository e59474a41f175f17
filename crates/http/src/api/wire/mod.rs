//! What travels: objects that mirror the published API, oddities included, and commands read from fields.
//!
//! Doc comments here are the public documentation. Fields that have no meaning for this server are constants.

pub(super) mod activity_log;
pub(super) mod api_token;
pub(super) mod billing;
mod day;
pub(super) mod error;
pub(super) mod hotkeys;
pub(super) mod invitation;
pub(super) mod invite_link;
pub(super) mod license;
pub(super) mod member;
pub(super) mod organization;
pub(super) mod page;
pub(super) mod role;
pub(super) mod role_changes;
mod seat_type;
pub(super) mod sent;
pub(super) mod server;
pub(super) mod session;
pub(super) mod time;
pub(super) mod user;

use poem_openapi::types::Any;
use serde_json::{Value, json};

/// A JSON value whose form is not fixed.
pub(super) type AnyJson = Any<Value>;

/// An empty object, for settings that have no meaning here.
fn no_settings() -> AnyJson {
    Any(json!({}))
}

/// A value that is not there.
fn nothing() -> AnyJson {
    Any(Value::Null)
}
