//! Links to choose a password.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::id::{PasswordResetId, UserId};
use muster_domain::model::password_reset::{NewPasswordReset, PasswordReset};
use muster_domain::model::secret::Digest;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{PasswordResets, StoreError};

use crate::state::{State, not_unique};

/// A reset link and when it was made.
#[derive(Clone)]
pub(crate) struct Reset {
    pub(crate) link: PasswordReset,
    created_at: Timestamp,
}

#[async_trait]
impl PasswordResets for State {
    async fn find(&mut self, digest: Digest) -> Result<Option<PasswordReset>, StoreError> {
        Ok(self
            .password_resets
            .get(&digest)
            .map(|row| row.link.clone()))
    }

    async fn insert(&mut self, new: NewPasswordReset) -> Result<PasswordReset, StoreError> {
        if self.password_resets.contains_key(&new.digest) {
            return Err(not_unique("a password-reset link with this secret"));
        }
        let link = PasswordReset {
            id: PasswordResetId::new(self.ids.password_reset.next()),
            user: new.user,
            expires_at: new.expires_at,
            ended_at: None,
        };
        let row = Reset {
            link: link.clone(),
            created_at: new.created_at,
        };
        Arc::make_mut(&mut self.password_resets).insert(new.digest, row);
        Ok(link)
    }

    async fn count_since(&mut self, user: UserId, since: Timestamp) -> Result<u64, StoreError> {
        let rows = self
            .password_resets
            .values()
            .filter(|row| row.link.user == user && row.created_at >= since);
        Ok(rows.count() as u64)
    }

    async fn delete_expired(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let rows = Arc::make_mut(&mut self.password_resets);
        let count = rows.len();
        rows.retain(|_, row| row.link.expires_at >= before);
        Ok((count - rows.len()) as u64)
    }

    async fn end_of(&mut self, user: UserId, at: Timestamp) -> Result<(), StoreError> {
        for Reset { link, .. } in Arc::make_mut(&mut self.password_resets).values_mut() {
            if link.user == user && link.ended_at.is_none() {
                link.ended_at = Some(at);
            }
        }
        Ok(())
    }
}
