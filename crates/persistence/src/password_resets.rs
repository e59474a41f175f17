//! Links to choose a password, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::id::{PasswordResetId, UserId};
use muster_domain::model::password_reset::{NewPasswordReset, PasswordReset};
use muster_domain::model::secret::Digest;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{PasswordResets, StoreError};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, Set};

use crate::entity::password_resets::{ActiveModel, Column, Entity};
use crate::error::store_error;
use crate::row::{self, micros};
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl PasswordResets for SqlUnitOfWork {
    async fn find(&mut self, digest: Digest) -> Result<Option<PasswordReset>, StoreError> {
        row::find(
            &self.db,
            Entity::find().filter(Column::Digest.eq(digest.as_bytes().to_vec())),
        )
        .await
    }

    async fn insert(&mut self, new: NewPasswordReset) -> Result<PasswordReset, StoreError> {
        let row = ActiveModel {
            user_id: Set(new.user.get()),
            digest: Set(new.digest.as_bytes().to_vec()),
            created_at: Set(micros(new.created_at)),
            expires_at: Set(micros(new.expires_at)),
            ended_at: Set(None),
            ..ActiveModel::default()
        };
        let inserted = Entity::insert(row)
            .exec(&self.db)
            .await
            .map_err(store_error)?;
        Ok(PasswordReset {
            id: PasswordResetId::new(inserted.last_insert_id),
            user: new.user,
            expires_at: new.expires_at,
            ended_at: None,
        })
    }

    async fn count_since(&mut self, user: UserId, since: Timestamp) -> Result<u64, StoreError> {
        Entity::find()
            .filter(Column::UserId.eq(user.get()))
            .filter(Column::CreatedAt.gte(micros(since)))
            .count(&self.db)
            .await
            .map_err(store_error)
    }

    async fn delete_expired(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let deleted = Entity::delete_many()
            .filter(Column::ExpiresAt.lt(micros(before)))
            .exec(&self.db)
            .await
            .map_err(store_error)?;
        Ok(deleted.rows_affected)
    }

    async fn end_of(&mut self, user: UserId, at: Timestamp) -> Result<(), StoreError> {
        let update = Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(micros(at)))
            .filter(Column::UserId.eq(user.get()))
            .filter(Column::EndedAt.is_null());
        update.exec(&self.db).await.map(drop).map_err(store_error)
    }
}
