//! API tokens, inside a unit of work.

use async_trait::async_trait;

use super::StoreError;
use crate::model::api_token::StoredLegacyToken;
use crate::model::id::UserId;

/// The API tokens of a unit of work.
#[async_trait]
pub trait ApiTokens: Send {
    /// The legacy token of an account.
    async fn find_legacy(&mut self, user: UserId) -> Result<Option<StoredLegacyToken>, StoreError>;

    /// Stores the first legacy token of an account. A second one MUST be refused.
    async fn insert_legacy(&mut self, token: StoredLegacyToken) -> Result<(), StoreError>;

    /// Puts a new legacy token in place of the account's old one, which MUST be refused from then on.
    /// Zero rows MUST be [`StoreError::Missing`].
    async fn update_legacy(&mut self, token: StoredLegacyToken) -> Result<(), StoreError>;
}
