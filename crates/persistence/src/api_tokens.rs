//! API tokens, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::api_token::StoredLegacyToken;
use muster_domain::model::id::UserId;
use muster_domain::ports::{ApiTokens, StoreError};
use sea_orm::{ColumnTrait as _, EntityTrait as _};

use crate::entity::legacy_tokens::{ActiveModel, Column, Entity};
use crate::error::store_error;
use crate::row;
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl ApiTokens for SqlUnitOfWork {
    async fn find_legacy(&mut self, user: UserId) -> Result<Option<StoredLegacyToken>, StoreError> {
        row::find(&self.db, Entity::find_by_id(user.get())).await
    }

    async fn insert_legacy(&mut self, token: StoredLegacyToken) -> Result<(), StoreError> {
        Entity::insert(ActiveModel::from(&token))
            .exec_without_returning(&self.db)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn update_legacy(&mut self, token: StoredLegacyToken) -> Result<(), StoreError> {
        self.update_one(
            Column::UserId.eq(token.user.get()),
            ActiveModel::from(&token),
        )
        .await
    }
}
