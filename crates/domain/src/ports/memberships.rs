//! Memberships, inside a unit of work.

use async_trait::async_trait;

use super::{Locked, StoreError};
use crate::model::account::User;
use crate::model::email::EmailAddress;
use crate::model::id::{OrganizationId, UserId};
use crate::model::membership::{Membership, NewMembership};
use crate::model::organization::Organization;

/// The memberships of a unit of work.
#[async_trait]
pub trait Memberships: Send {
    /// The person's membership in the organization, unless it was removed.
    async fn find(
        &mut self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<Membership>, StoreError>;

    /// Stores a new membership. A second one of the same person beside one that was not removed MUST be refused.
    async fn insert(
        &mut self,
        organization: &Locked<Organization>,
        new: NewMembership,
    ) -> Result<Membership, StoreError>;

    /// Stores the membership as it stands, removal included. Zero rows MUST be [`StoreError::Missing`].
    async fn update(
        &mut self,
        organization: &Locked<Organization>,
        membership: &Membership,
    ) -> Result<(), StoreError>;

    /// How many members hold a seat, as [`holds_seat`](crate::model::seats::holds_seat) says; removed ones do not.
    /// It MUST count what every earlier holder of the lock committed, and this unit's own changes.
    async fn count_seats(&mut self, organization: &Locked<Organization>)
    -> Result<u64, StoreError>;

    /// How many Pending members were promised a role, removed ones aside.
    async fn count_waiting(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<u64, StoreError>;

    /// Those of these addresses that belong to members, removed ones aside, whichever way they are written.
    /// MUST compare canonical forms.
    async fn list_by_email(
        &mut self,
        organization: &Locked<Organization>,
        addresses: &[EmailAddress],
    ) -> Result<Vec<EmailAddress>, StoreError>;

    /// The accounts of the members who are active Administrators, the Owner included, oldest membership first.
    async fn list_administrators(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Vec<User>, StoreError>;

    /// All memberships of a person that were not removed, oldest first.
    async fn list_of(&mut self, user: UserId) -> Result<Vec<Membership>, StoreError>;
}
