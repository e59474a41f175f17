//! Browser sessions, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::id::{SessionId, UserId};
use muster_domain::model::session::{NewSession, Session};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Sessions, StoreError};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryTrait as _, Set};

use crate::entity::sessions::{ActiveModel, Column, Entity};
use crate::error::store_error;
use crate::row::{self, micros};
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl Sessions for SqlUnitOfWork {
    async fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError> {
        row::find(&self.db, Entity::find_by_id(id.get())).await
    }

    async fn insert(&mut self, new: NewSession) -> Result<Session, StoreError> {
        let row = ActiveModel {
            user_id: Set(new.user.get()),
            digest: Set(new.digest.as_bytes().to_vec()),
            created_at: Set(micros(new.created_at)),
            last_active_at: Set(micros(new.created_at)),
            ..ActiveModel::default()
        };
        let inserted = Entity::insert(row)
            .exec(&self.db)
            .await
            .map_err(store_error)?;
        Ok(Session {
            id: SessionId::new(inserted.last_insert_id),
            user: new.user,
            created_at: new.created_at,
            last_active_at: new.created_at,
        })
    }

    async fn update_last_active(&mut self, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let update = Entity::update_many()
            .col_expr(Column::LastActiveAt, Expr::value(micros(at)))
            .filter(Column::Id.eq(id.get()))
            .filter(Column::LastActiveAt.lt(micros(at)));
        update.exec(&self.db).await.map(drop).map_err(store_error)
    }

    async fn delete(&mut self, id: SessionId) -> Result<(), StoreError> {
        Entity::delete_by_id(id.get())
            .exec(&self.db)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn delete_inactive(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let deleted = Entity::delete_many()
            .filter(Column::LastActiveAt.lt(micros(before)))
            .exec(&self.db)
            .await
            .map_err(store_error)?;
        Ok(deleted.rows_affected)
    }

    async fn delete_of(
        &mut self,
        user: UserId,
        keep: Option<SessionId>,
    ) -> Result<u64, StoreError> {
        let delete = Entity::delete_many()
            .filter(Column::UserId.eq(user.get()))
            .apply_if(keep, |delete, keep| {
                delete.filter(Column::Id.ne(keep.get()))
            });
        Ok(delete
            .exec(&self.db)
            .await
            .map_err(store_error)?
            .rows_affected)
    }
}
