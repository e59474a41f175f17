//! API tokens, inside a unit of work.

use async_trait::async_trait;

use super::StoreError;
use crate::model::api_token::{NewPersonalToken, PersonalToken, StoredLegacyToken, TokenName};
use crate::model::id::UserId;
use crate::model::time::Timestamp;

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

    /// The personal access token of this name, also one that ended.
    async fn find_personal(&mut self, name: TokenName)
    -> Result<Option<PersonalToken>, StoreError>;

    /// The personal access tokens of an account that have not ended, expired ones included, oldest first.
    async fn list_personal(&mut self, user: UserId) -> Result<Vec<PersonalToken>, StoreError>;

    /// Stores a new personal access token.
    async fn insert_personal(&mut self, new: NewPersonalToken)
    -> Result<PersonalToken, StoreError>;

    /// Ends a personal access token. One that has ended keeps its time.
    async fn end_personal(&mut self, name: TokenName, at: Timestamp) -> Result<(), StoreError>;

    /// Ends every personal access token of an account that has not ended.
    async fn end_personal_of(&mut self, user: UserId, at: Timestamp) -> Result<(), StoreError>;
}
