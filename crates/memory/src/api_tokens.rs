//! API tokens.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::api_token::{
    NewPersonalToken, PersonalToken, StoredLegacyToken, TokenName,
};
use muster_domain::model::id::{PersonalTokenId, UserId};
use muster_domain::model::time::Timestamp;
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

    async fn find_personal(
        &mut self,
        name: TokenName,
    ) -> Result<Option<PersonalToken>, StoreError> {
        Ok(self.personal_tokens.get(&name).cloned())
    }

    async fn list_personal(&mut self, user: UserId) -> Result<Vec<PersonalToken>, StoreError> {
        Ok(self.personal_tokens_of(user))
    }

    async fn insert_personal(
        &mut self,
        new: NewPersonalToken,
    ) -> Result<PersonalToken, StoreError> {
        if self.personal_tokens.contains_key(&new.name) {
            return Err(not_unique("a personal access token of this name"));
        }
        let token = PersonalToken {
            id: PersonalTokenId::new(self.ids.personal_token.next()),
            user: new.user,
            name: new.name,
            created_at: new.created_at,
            expires_at: new.expires_at,
            ended_at: None,
        };
        Arc::make_mut(&mut self.personal_tokens).insert(token.name, token.clone());
        Ok(token)
    }

    async fn end_personal(&mut self, name: TokenName, at: Timestamp) -> Result<(), StoreError> {
        if let Some(token) = Arc::make_mut(&mut self.personal_tokens).get_mut(&name) {
            token.ended_at.get_or_insert(at);
        }
        Ok(())
    }

    async fn end_personal_of(&mut self, user: UserId, at: Timestamp) -> Result<(), StoreError> {
        let tokens = Arc::make_mut(&mut self.personal_tokens);
        for token in tokens.values_mut().filter(|token| token.user == user) {
            token.ended_at.get_or_insert(at);
        }
        Ok(())
    }
}

impl State {
    /// The personal access tokens of an account that have not ended, oldest first.
    pub(crate) fn personal_tokens_of(&self, user: UserId) -> Vec<PersonalToken> {
        let mut tokens: Vec<_> = self
            .personal_tokens
            .values()
            .filter(|token| token.user == user && token.ended_at.is_none())
            .cloned()
            .collect();
        tokens.sort_by_key(|token| token.id);
        tokens
    }

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
