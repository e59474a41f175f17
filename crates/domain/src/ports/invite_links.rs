//! Invite links, inside a unit of work.

use async_trait::async_trait;

use super::{Locked, StoreError};
use crate::model::invite_link::{InviteLink, NewInviteLink};
use crate::model::organization::Organization;
use crate::model::secret::Digest;

/// The invite links of a unit of work. An organization has one that was not reset.
#[async_trait]
pub trait InviteLinks: Send {
    /// The link with this token, also one that was reset.
    async fn find(&mut self, digest: Digest) -> Result<Option<InviteLink>, StoreError>;

    /// The organization's link that was not reset.
    async fn find_current(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Option<InviteLink>, StoreError>;

    /// Stores a new link. A second one beside one that was not reset MUST be refused.
    async fn insert(
        &mut self,
        organization: &Locked<Organization>,
        new: NewInviteLink,
    ) -> Result<InviteLink, StoreError>;

    /// Stores the link as it stands. Zero rows MUST be [`StoreError::Missing`].
    async fn update(
        &mut self,
        organization: &Locked<Organization>,
        link: &InviteLink,
    ) -> Result<(), StoreError>;
}
