//! E-mail invitations, inside a unit of work.

use async_trait::async_trait;

use super::{Locked, StoreError};
use crate::model::email::EmailAddress;
use crate::model::id::{InvitationId, UserId};
use crate::model::invitation::{Invitation, NewInvitation};
use crate::model::organization::Organization;
use crate::model::secret::Digest;

/// The invitations of a unit of work.
#[async_trait]
pub trait Invitations: Send {
    /// The invitation with this secret. It MUST be found by every secret it ever had, also once it has ended.
    async fn find(&mut self, digest: Digest) -> Result<Option<Invitation>, StoreError>;

    /// One invitation of the organization.
    async fn find_by_id(
        &mut self,
        organization: &Locked<Organization>,
        id: InvitationId,
    ) -> Result<Option<Invitation>, StoreError>;

    /// The invitation of the organization that this person accepted last.
    async fn find_accepted(
        &mut self,
        organization: &Locked<Organization>,
        user: UserId,
    ) -> Result<Option<Invitation>, StoreError>;

    /// The invitations for these addresses that have not ended, expired ones included. MUST compare canonical forms.
    async fn list_open(
        &mut self,
        organization: &Locked<Organization>,
        addresses: &[EmailAddress],
    ) -> Result<Vec<Invitation>, StoreError>;

    /// Stores new invitations, and gives them back in the same order. One for an address beside another that has not
    /// ended MUST be refused, and then none is stored.
    async fn insert(
        &mut self,
        organization: &Locked<Organization>,
        new: Vec<NewInvitation>,
    ) -> Result<Vec<Invitation>, StoreError>;

    /// Stores the invitations as they stand. One that is not there MUST be [`StoreError::Missing`].
    async fn update(
        &mut self,
        organization: &Locked<Organization>,
        invitations: &[Invitation],
    ) -> Result<(), StoreError>;
}
