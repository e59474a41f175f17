//! Links to choose a password.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::id::{PasswordResetId, UserId};
use muster_domain::model::password_reset::{NewPasswordReset, PasswordReset};
use muster_domain::model::secret::Digest;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{PasswordResets, StoreError};

use crate::state::{State, not_unique};

#[async_trait]
impl PasswordResets for State {
    async fn find(&mut self, digest: Digest) -> Result<Option<PasswordReset>, StoreError> {
        Ok(self.password_resets.get(&digest).cloned())
    }

    async fn insert(&mut self, new: NewPasswordReset) -> Result<PasswordReset, StoreError> {
        if self.password_resets.contains_key(&new.digest) {
            return Err(not_unique("a password-reset link with this secret"));
        }
        let reset = PasswordReset {
            id: PasswordResetId::new(self.ids.password_reset.next()),
            user: new.user,
            expires_at: new.expires_at,
            ended_at: None,
        };
        Arc::make_mut(&mut self.password_resets).insert(new.digest, reset.clone());
        Ok(reset)
    }

    async fn end_of(&mut self, user: UserId, at: Timestamp) -> Result<(), StoreError> {
        for row in Arc::make_mut(&mut self.password_resets).values_mut() {
            if row.user == user && row.ended_at.is_none() {
                row.ended_at = Some(at);
            }
        }
        Ok(())
    }
}
