//! `personal_tokens`: the personal access tokens, the ended ones included.

use muster_domain::model::api_token::{PersonalToken, TokenName};
use muster_domain::model::id::{PersonalTokenId, UserId};
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;

use crate::row::Row;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "personal_tokens")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub name: Vec<u8>,
    pub created_at: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for PersonalToken {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        let name = model.name.try_into().ok().map(TokenName::new);
        Ok(Self {
            id: PersonalTokenId::new(model.id),
            user: UserId::new(model.user_id),
            name: row.need("name", name)?,
            created_at: row.time("created_at", model.created_at)?,
            expires_at: row.time("expires_at", model.expires_at)?,
            ended_at: row.optional_time("ended_at", model.ended_at)?,
        })
    }
}
