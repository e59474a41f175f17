//! Browser sessions, inside a unit of work.

use async_trait::async_trait;

use super::StoreError;
use crate::model::id::{SessionId, UserId};
use crate::model::session::{NewSession, Session};
use crate::model::time::Timestamp;

/// The sessions of a unit of work.
#[async_trait]
pub trait Sessions: Send {
    /// The session, unless it ended.
    async fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// Stores a new session.
    async fn insert(&mut self, new: NewSession) -> Result<Session, StoreError>;

    /// Moves the time of last activity forward; never back. A session that is gone is passed over.
    async fn update_last_active(&mut self, id: SessionId, at: Timestamp) -> Result<(), StoreError>;

    /// Ends a session. One that is gone is passed over.
    async fn delete(&mut self, id: SessionId) -> Result<(), StoreError>;

    /// Deletes the sessions without activity since before then, and says how many.
    async fn delete_inactive(&mut self, before: Timestamp) -> Result<u64, StoreError>;

    /// Ends every session of a person but the one to keep, and says how many.
    async fn delete_of(&mut self, user: UserId, keep: Option<SessionId>)
    -> Result<u64, StoreError>;
}
