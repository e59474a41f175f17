//! Invite links, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::id::InviteLinkId;
use muster_domain::model::invite_link::{InviteLink, NewInviteLink};
use muster_domain::model::organization::Organization;
use muster_domain::model::secret::Digest;
use muster_domain::ports::{InviteLinks, Locked, StoreError};
use sea_orm::{ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _, Set};

use crate::entity::invite_links::{ActiveModel, Column, Entity};
use crate::error::store_error;
use crate::row::{self, micros};
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl InviteLinks for SqlUnitOfWork {
    async fn find(&mut self, digest: Digest) -> Result<Option<InviteLink>, StoreError> {
        row::find(
            &self.db,
            Entity::find().filter(Column::Digest.eq(digest.as_bytes().to_vec())),
        )
        .await
    }

    async fn find_current(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Option<InviteLink>, StoreError> {
        let query = Entity::find()
            .filter(Column::OrganizationId.eq(organization.id.get()))
            .filter(Column::ResetAt.is_null());
        row::find(&self.db, query).await
    }

    async fn insert(
        &mut self,
        organization: &Locked<Organization>,
        new: NewInviteLink,
    ) -> Result<InviteLink, StoreError> {
        let mut link = InviteLink {
            id: InviteLinkId::new(0),
            organization: organization.id,
            sealed: Some(new.sealed),
            created_at: new.created_at,
            expires_at: None,
            max_uses: None,
            used: 0,
            reset_at: None,
        };
        let row = ActiveModel {
            digest: Set(new.digest.as_bytes().to_vec()),
            ..changeable(&link)
        };
        let inserted = Entity::insert(row)
            .exec(&self.db)
            .await
            .map_err(store_error)?;
        link.id = InviteLinkId::new(inserted.last_insert_id);
        Ok(link)
    }

    async fn update(
        &mut self,
        organization: &Locked<Organization>,
        link: &InviteLink,
    ) -> Result<(), StoreError> {
        self.update_one(
            Column::Id
                .eq(link.id.get())
                .and(Column::OrganizationId.eq(organization.id.get())),
            changeable(link),
        )
        .await
    }
}

/// All that a link knows of itself. Its digest it does not know: that was stored once and stays.
fn changeable(link: &InviteLink) -> ActiveModel {
    ActiveModel {
        organization_id: Set(link.organization.get()),
        sealed: Set(link
            .sealed
            .as_ref()
            .map(|sealed| sealed.as_bytes().to_vec())),
        created_at: Set(micros(link.created_at)),
        expires_at: Set(link.expires_at.map(micros)),
        max_uses: Set(link.max_uses.map(i64::from)),
        used: Set(link.used.into()),
        reset_at: Set(link.reset_at.map(micros)),
        ..ActiveModel::default()
    }
}
