//! API tokens, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::api_token::{
    NewPersonalToken, PersonalToken, StoredLegacyToken, TokenName,
};
use muster_domain::model::id::{PersonalTokenId, UserId};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{ApiTokens, StoreError};
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Select, Set};

use crate::entity::legacy_tokens::{ActiveModel, Column, Entity};
use crate::entity::personal_tokens;
use crate::error::store_error;
use crate::row::{self, micros};
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

    async fn find_personal(
        &mut self,
        name: TokenName,
    ) -> Result<Option<PersonalToken>, StoreError> {
        let query = personal_tokens::Entity::find().filter(by_name(name));
        row::find(&self.db, query).await
    }

    async fn list_personal(&mut self, user: UserId) -> Result<Vec<PersonalToken>, StoreError> {
        row::list(&self.db, personal_of(user)).await
    }

    async fn insert_personal(
        &mut self,
        new: NewPersonalToken,
    ) -> Result<PersonalToken, StoreError> {
        let row = personal_tokens::ActiveModel {
            user_id: Set(new.user.get()),
            name: Set(new.name.as_bytes().to_vec()),
            created_at: Set(micros(new.created_at)),
            expires_at: Set(micros(new.expires_at)),
            ended_at: Set(None),
            ..personal_tokens::ActiveModel::default()
        };
        let inserted = personal_tokens::Entity::insert(row)
            .exec(&self.db)
            .await
            .map_err(store_error)?;
        Ok(PersonalToken {
            id: PersonalTokenId::new(inserted.last_insert_id),
            user: new.user,
            name: new.name,
            created_at: new.created_at,
            expires_at: new.expires_at,
            ended_at: None,
        })
    }

    async fn end_personal(&mut self, name: TokenName, at: Timestamp) -> Result<(), StoreError> {
        self.end(by_name(name), at).await
    }

    async fn end_personal_of(&mut self, user: UserId, at: Timestamp) -> Result<(), StoreError> {
        let of_user = personal_tokens::Column::UserId.eq(user.get());
        self.end(of_user, at).await
    }
}

impl SqlUnitOfWork {
    /// Ends those of these personal access tokens that have not ended.
    async fn end(&self, which: impl IntoCondition, at: Timestamp) -> Result<(), StoreError> {
        let update = personal_tokens::Entity::update_many()
            .col_expr(personal_tokens::Column::EndedAt, Expr::value(micros(at)))
            .filter(which)
            .filter(personal_tokens::Column::EndedAt.is_null());
        update.exec(&self.db).await.map(drop).map_err(store_error)
    }
}

/// The personal access tokens of an account that have not ended, oldest first.
pub(crate) fn personal_of(user: UserId) -> Select<personal_tokens::Entity> {
    personal_tokens::Entity::find()
        .filter(personal_tokens::Column::UserId.eq(user.get()))
        .filter(personal_tokens::Column::EndedAt.is_null())
        .order_by_asc(personal_tokens::Column::Id)
}

fn by_name(name: TokenName) -> Expr {
    personal_tokens::Column::Name.eq(name.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::QueryTrait as _;

    #[tokio::test]
    async fn a_persons_tokens_are_found_along_an_index_however_many_have_ended() {
        let plan = crate::plan::of(personal_of(UserId::new(1)).as_query()).await;
        assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
        let index = |step: &String| step.contains("personal_tokens_of_user");
        assert!(plan.iter().all(index), "{plan:#?}");
    }
}
