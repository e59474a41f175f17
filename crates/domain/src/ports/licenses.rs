//! Licences in force, inside a unit of work.

use async_trait::async_trait;

use super::{Locked, StoreError};
use crate::model::id::OrganizationId;
use crate::model::license::{InstalledLicense, LicenseId};
use crate::model::organization::Organization;
use crate::model::time::Timestamp;

/// The licences of a unit of work. An organization has at most one, the one in force.
#[async_trait]
pub trait Licenses: Send {
    /// The licence in force in the organization.
    async fn find(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Option<InstalledLicense>, StoreError>;

    /// The organization in which a licence with this id is in force.
    async fn find_organization(
        &mut self,
        id: &LicenseId,
    ) -> Result<Option<OrganizationId>, StoreError>;

    /// Puts a licence in force in place of the one before. A licence whose id is in force in another organization
    /// MUST be refused.
    async fn put(
        &mut self,
        organization: &Locked<Organization>,
        license: &InstalledLicense,
    ) -> Result<(), StoreError>;

    /// The organizations where notice that the licence ends was due by this time
    /// ([`notice_from`](crate::model::license::License::notice_from)) and was not given, the licence that ends first first.
    async fn list_unnoticed(&mut self, now: Timestamp) -> Result<Vec<OrganizationId>, StoreError>;
}
