//! API tokens.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::api_token::StoredLegacyToken;
use muster_domain::model::id::UserId;
use muster_domain::ports::{ApiTokens, StoreError};

use crate::state::{State, not_unique};

#[async_trait]
impl ApiTokens for State {
    async fn find_legacy(&mut self, user: UserId) -> Result<Option<StoredLegacyToken>, StoreError> {
        Ok(self.legacy_token(user).cloned())
    }

    async fn insert_legacy(&mut self, token: StoredLegacyToken) -> Result<(), StoreError> {
        if self.legacy_token(token.user).is_some() {
            return Err(not_unique("a legacy token of this account"));
        }
        self.put_legacy(token)
    }

    async fn update_legacy(&mut self, token: StoredLegacyToken) -> Result<(), StoreError> {
        let old = self
            .legacy_token(token.user)
            .ok_or(StoreError::Missing("legacy_tokens"))?
            .digest;
        Arc::make_mut(&mut self.legacy_tokens).remove(&old);
        self.put_legacy(token)
    }
}

impl State {
    /// The legacy token of an account.
    pub(crate) fn legacy_token(&self, user: UserId) -> Option<&StoredLegacyToken> {
        self.legacy_tokens.values().find(|row| row.user == user)
    }

    fn put_legacy(&mut self, token: StoredLegacyToken) -> Result<(), StoreError> {
        if self.legacy_tokens.contains_key(&token.digest) {
            return Err(not_unique("this legacy token, of another account"));
        }
        Arc::make_mut(&mut self.legacy_tokens).insert(token.digest, token);
        Ok(())
    }
}
