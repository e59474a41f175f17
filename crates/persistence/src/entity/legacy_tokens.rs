//! `legacy_tokens`: one for each account.

use muster_domain::model::api_token::StoredLegacyToken;
use muster_domain::model::id::UserId;
use muster_domain::model::secret::Sealed;
use muster_domain::ports::StoreError;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::row::{Row, micros};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "legacy_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    pub digest: Vec<u8>,
    pub sealed: Vec<u8>,
    pub created_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for StoredLegacyToken {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.user_id);
        Ok(Self {
            user: UserId::new(model.user_id),
            digest: row.digest("digest", model.digest)?,
            sealed: Sealed::new(model.sealed),
            created_at: row.time("created_at", model.created_at)?,
        })
    }
}

impl From<&StoredLegacyToken> for ActiveModel {
    fn from(token: &StoredLegacyToken) -> Self {
        Self {
            user_id: Set(token.user.get()),
            digest: Set(token.digest.as_bytes().to_vec()),
            sealed: Set(token.sealed.as_bytes().to_vec()),
            created_at: Set(micros(token.created_at)),
        }
    }
}
