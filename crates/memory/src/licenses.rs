//! Licences in force.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{InstalledLicense, LicenseId};
use muster_domain::model::organization::Organization;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Licenses, Locked, StoreError};

use crate::state::{State, not_unique};

#[async_trait]
impl Licenses for State {
    async fn find(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Option<InstalledLicense>, StoreError> {
        Ok(self.licenses.get(&organization.id).cloned())
    }

    async fn find_organization(
        &mut self,
        id: &LicenseId,
    ) -> Result<Option<OrganizationId>, StoreError> {
        Ok(self.organization_of(id))
    }

    async fn put(
        &mut self,
        organization: &Locked<Organization>,
        license: &InstalledLicense,
    ) -> Result<(), StoreError> {
        let holder = self.organization_of(&license.signed.license.id);
        if holder.is_some_and(|holder| holder != organization.id) {
            return Err(not_unique("a licence with this id in another organization"));
        }
        Arc::make_mut(&mut self.licenses).insert(organization.id, license.clone());
        Ok(())
    }

    async fn list_unnoticed(&mut self, now: Timestamp) -> Result<Vec<OrganizationId>, StoreError> {
        let mut due: Vec<_> = self
            .licenses
            .iter()
            .filter(|(_, installed)| installed.noticed_at.is_none())
            .map(|(organization, installed)| {
                (installed.signed.license.notice_from(), *organization)
            })
            .filter(|(from, _)| *from <= now)
            .collect();
        due.sort_unstable();
        Ok(due
            .into_iter()
            .map(|(_, organization)| organization)
            .collect())
    }
}

impl State {
    fn organization_of(&self, id: &LicenseId) -> Option<OrganizationId> {
        self.licenses
            .iter()
            .find(|(_, installed)| installed.signed.license.id == *id)
            .map(|(organization, _)| *organization)
    }
}
