//! `invite_links`: the current one of each organization and those that were reset.

use muster_domain::model::id::{InviteLinkId, OrganizationId};
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::secret::Sealed;
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;

use crate::row::Row;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invite_links")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    pub digest: Vec<u8>,
    pub sealed: Option<Vec<u8>>,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub max_uses: Option<i64>,
    pub used: i64,
    pub reset_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for InviteLink {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        Ok(Self {
            id: InviteLinkId::new(model.id),
            organization: OrganizationId::new(model.organization_id),
            sealed: model.sealed.map(Sealed::new),
            created_at: row.time("created_at", model.created_at)?,
            expires_at: row.optional_time("expires_at", model.expires_at)?,
            max_uses: model
                .max_uses
                .map(|uses| row.number("max_uses", uses))
                .transpose()?,
            used: row.number("used", model.used)?,
            reset_at: row.optional_time("reset_at", model.reset_at)?,
        })
    }
}
