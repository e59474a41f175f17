//! Organizations, inside a unit of work.

use async_trait::async_trait;

use super::{Locked, StoreError};
use crate::model::id::OrganizationId;
use crate::model::organization::{NewOrganization, Organization};

/// The organizations of a unit of work.
#[async_trait]
pub trait Organizations: Send {
    /// Locks the organization until this unit of work ends, and reads it as it is then.
    /// Of two units that lock the same one, the second MUST wait for the first to end and MUST see
    /// what the first committed. Lock it before anything else.
    async fn lock(
        &mut self,
        id: OrganizationId,
    ) -> Result<Option<Locked<Organization>>, StoreError>;

    /// Stores a new organization with the defaults of a new one, locked.
    async fn insert(&mut self, new: NewOrganization) -> Result<Locked<Organization>, StoreError>;

    /// Stores the organization as it stands.
    async fn update(&mut self, organization: &Locked<Organization>) -> Result<(), StoreError>;
}
