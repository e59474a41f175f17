//! API tokens. The legacy token: one for each account, shown again on request, without end.

use super::id::UserId;
use super::secret::{Digest, Sealed};
use super::time::Timestamp;

/// What a store keeps of a legacy token. Every account has exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLegacyToken {
    /// Whose it is.
    pub user: UserId,
    /// The digest by which a bearer is recognised.
    pub digest: Digest,
    /// The token, to be shown again.
    pub sealed: Sealed,
    /// When it was made.
    pub created_at: Timestamp,
}
