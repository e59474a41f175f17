//! API tokens: the legacy token of an account.

mod renew;
mod view;

pub use renew::RenewLegacyToken;
pub use view::{ViewLegacyToken, ViewLegacyTokenError};
