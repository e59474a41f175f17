//! Licences in force, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{InstalledLicense, LicenseId};
use muster_domain::model::organization::Organization;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Licenses, Locked, StoreError};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, Iterable as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, Select,
};

use crate::entity::licenses::{ActiveModel, Column, Entity};
use crate::error::store_error;
use crate::row::{self, micros};
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl Licenses for SqlUnitOfWork {
    async fn find(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Option<InstalledLicense>, StoreError> {
        row::find(&self.db, in_force(organization.id)).await
    }

    async fn find_organization(
        &mut self,
        id: &LicenseId,
    ) -> Result<Option<OrganizationId>, StoreError> {
        let query = organizations().filter(Column::LicenseId.eq(id.as_str()));
        Ok(self.list_organizations(query).await?.pop())
    }

    async fn put(
        &mut self,
        organization: &Locked<Organization>,
        license: &InstalledLicense,
    ) -> Result<(), StoreError> {
        let others =
            Column::iter().filter(|column| !matches!(column, Column::Id | Column::OrganizationId));
        let replace = OnConflict::column(Column::OrganizationId)
            .update_columns(others)
            .to_owned();
        Entity::insert(ActiveModel::of(organization.id, license))
            .on_conflict(replace)
            .exec_without_returning(&self.db)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn list_unnoticed(&mut self, now: Timestamp) -> Result<Vec<OrganizationId>, StoreError> {
        self.list_organizations(unnoticed(now)).await
    }
}

impl SqlUnitOfWork {
    async fn list_organizations(
        &mut self,
        query: Select<Entity>,
    ) -> Result<Vec<OrganizationId>, StoreError> {
        self.db
            .query_all(query.as_query())
            .await
            .map_err(store_error)?
            .iter()
            .map(|found| row::computed(found, "organization_id").map(OrganizationId::new))
            .collect()
    }
}

/// The licence of this organization.
pub(crate) fn in_force(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization.get()))
}

fn organizations() -> Select<Entity> {
    Entity::find().select_only().column(Column::OrganizationId)
}

fn unnoticed(now: Timestamp) -> Select<Entity> {
    organizations()
        .filter(Column::NoticedAt.is_null())
        .filter(Column::NoticeFrom.lte(micros(now)))
        .order_by_asc(Column::NoticeFrom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn those_whose_notice_is_due_are_looked_up() {
        let plan = crate::plan::of(unnoticed(Timestamp::UNIX_EPOCH).as_query()).await;
        assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
    }
}
