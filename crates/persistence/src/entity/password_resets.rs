//! `password_resets`: the links to choose a password, the ended ones included.

use muster_domain::model::id::{PasswordResetId, UserId};
use muster_domain::model::password_reset::PasswordReset;
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;

use crate::row::Row;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_resets")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: i64,
    pub digest: Vec<u8>,
    pub created_at: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for PasswordReset {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        Ok(Self {
            id: PasswordResetId::new(model.id),
            user: UserId::new(model.user_id),
            expires_at: row.time("expires_at", model.expires_at)?,
            ended_at: row.optional_time("ended_at", model.ended_at)?,
        })
    }
}
