//! Organizations, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::api_token::TokenPolicy;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::organization::{DefaultRole, NewOrganization, Organization};
use muster_domain::model::session::SessionPolicy;
use muster_domain::ports::{Locked, Organizations, StoreError};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QuerySelect as _};

use crate::entity::organizations::{ActiveModel, Column, Entity};
use crate::error::store_error;
use crate::row;
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl Organizations for SqlUnitOfWork {
    async fn lock(
        &mut self,
        id: OrganizationId,
    ) -> Result<Option<Locked<Organization>>, StoreError> {
        // `FOR NO KEY UPDATE`: the check of a foreign key that names this row need not wait for us, and so
        // cannot deadlock with us; nobody changes the key. SQLite does without: there the whole unit of
        // work has the write lock.
        let query = Entity::find_by_id(id.get()).lock(LockType::NoKeyUpdate);
        Ok(row::find(&self.db, query).await?.map(Locked::by_store))
    }

    async fn insert(&mut self, new: NewOrganization) -> Result<Locked<Organization>, StoreError> {
        let mut organization = Organization {
            id: OrganizationId::new(0),
            title: new.title,
            contact_info: None,
            owner: new.owner,
            default_role: DefaultRole::PENDING,
            session_policy: SessionPolicy::of_new_organization(new.created_at),
            token_policy: TokenPolicy::OF_NEW_ORGANIZATION,
            created_at: new.created_at,
            updated_at: new.created_at,
        };
        let inserted = Entity::insert(ActiveModel::from(&organization))
            .exec(&self.db)
            .await
            .map_err(store_error)?;
        organization.id = OrganizationId::new(inserted.last_insert_id);
        Ok(Locked::by_store(organization))
    }

    async fn update(&mut self, organization: &Locked<Organization>) -> Result<(), StoreError> {
        self.update_one(
            Column::Id.eq(organization.id.get()),
            ActiveModel::from(&**organization),
        )
        .await
    }
}
