//! `sessions`: the browsers that are logged in.

use muster_domain::model::id::{SessionId, UserId};
use muster_domain::model::session::Session;
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;

use crate::row::Row;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub digest: Vec<u8>,
    pub created_at: i64,
    pub last_active_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Session {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        Ok(Self {
            id: SessionId::new(model.id),
            user: UserId::new(model.user_id),
            created_at: row.time("created_at", model.created_at)?,
            last_active_at: row.time("last_active_at", model.last_active_at)?,
        })
    }
}
