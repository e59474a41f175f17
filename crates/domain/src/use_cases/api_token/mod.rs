//! API tokens: the legacy token, personal access tokens, and the access tokens made from them.

mod issue;
mod list;
mod overview;
mod refresh;
mod renew;
mod revoke;
mod rotate;
mod view;

pub use issue::{IssuePersonalToken, IssuePersonalTokenError, IssuedToken};
pub use list::{ListPersonalTokens, ListedToken};
pub use overview::{TokenOverview, ViewTokens};
pub use refresh::{RefreshAccessToken, RefreshAccessTokenError};
pub use renew::RenewLegacyToken;
pub use revoke::{RevokePersonalToken, RevokePersonalTokenError};
pub use rotate::{RotatePersonalToken, RotatePersonalTokenError};
pub use view::{ViewLegacyToken, ViewLegacyTokenError};
