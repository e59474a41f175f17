//! Browser sessions.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::id::{SessionId, UserId};
use muster_domain::model::session::{NewSession, Session};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Sessions, StoreError};

use crate::state::{State, not_unique};

#[async_trait]
impl Sessions for State {
    async fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.sessions.values().find(|row| row.id == id).cloned())
    }

    async fn insert(&mut self, new: NewSession) -> Result<Session, StoreError> {
        if self.sessions.contains_key(&new.digest) {
            return Err(not_unique("a session with this secret"));
        }
        let session = Session {
            id: SessionId::new(self.ids.session.next()),
            user: new.user,
            created_at: new.created_at,
            last_active_at: new.created_at,
        };
        Arc::make_mut(&mut self.sessions).insert(new.digest, session.clone());
        Ok(session)
    }

    async fn update_last_active(&mut self, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let mut rows = Arc::make_mut(&mut self.sessions).values_mut();
        if let Some(row) = rows.find(|row| row.id == id) {
            row.last_active_at = row.last_active_at.max(at);
        }
        Ok(())
    }

    async fn delete(&mut self, id: SessionId) -> Result<(), StoreError> {
        Arc::make_mut(&mut self.sessions).retain(|_, row| row.id != id);
        Ok(())
    }

    async fn delete_inactive(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let rows = Arc::make_mut(&mut self.sessions);
        let count = rows.len();
        rows.retain(|_, row| row.last_active_at >= before);
        Ok((count - rows.len()) as u64)
    }

    async fn delete_of(
        &mut self,
        user: UserId,
        keep: Option<SessionId>,
    ) -> Result<u64, StoreError> {
        let rows = Arc::make_mut(&mut self.sessions);
        let before = rows.len();
        rows.retain(|_, row| row.user != user || keep == Some(row.id));
        Ok((before - rows.len()) as u64)
    }
}
