//! Links to choose a password, inside a unit of work.

use async_trait::async_trait;

use super::StoreError;
use crate::model::id::UserId;
use crate::model::password_reset::{NewPasswordReset, PasswordReset};
use crate::model::secret::Digest;
use crate::model::time::Timestamp;

/// The password-reset links of a unit of work.
#[async_trait]
pub trait PasswordResets: Send {
    /// The link with this secret, also one that ended.
    async fn find(&mut self, digest: Digest) -> Result<Option<PasswordReset>, StoreError>;

    /// Stores a new link.
    async fn insert(&mut self, new: NewPasswordReset) -> Result<PasswordReset, StoreError>;

    /// How many links were made for a person since then, that time included.
    async fn count_since(&mut self, user: UserId, since: Timestamp) -> Result<u64, StoreError>;

    /// Deletes the links that expired before then, and says how many.
    async fn delete_expired(&mut self, before: Timestamp) -> Result<u64, StoreError>;

    /// Ends every link of a person that has not ended yet.
    async fn end_of(&mut self, user: UserId, at: Timestamp) -> Result<(), StoreError>;
}
