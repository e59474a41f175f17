//! Taking an invitation back.

use async_trait::async_trait;

use super::open::{InvitationError, lock_open, revoke};
use crate::model::access::{Action, Denied};
use crate::model::email::EmailAddress;
use crate::model::id::{InvitationId, OrganizationId};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Takes an invitation back that has not ended. Nobody comes in by it any more, and it stays in the list as revoked.
#[derive(Debug)]
pub struct RevokeInvitation {
    /// The organization.
    pub organization: OrganizationId,
    /// Which.
    pub which: Which,
}

/// Which invitation is meant.
#[derive(Clone, Debug)]
pub enum Which {
    /// The one with this id.
    Id(InvitationId),
    /// The open one for this address.
    Address(EmailAddress),
}

#[async_trait]
impl UseCase for RevokeInvitation {
    type Output = ();
    type Error = InvitationError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), InvitationError> {
        let (organization, invitation) = match &self.which {
            Which::Id(id) => lock_open(scope, self.organization, *id).await?,
            Which::Address(address) => {
                let organization = scope.lock(self.organization, Action::Invite).await?;
                let addresses = std::slice::from_ref(address);
                let open = scope
                    .invitations()
                    .list_open(&organization, addresses)
                    .await?;
                let found = open.into_iter().next();
                let invitation = found.ok_or(AccessError::from(Denied::NotFound))?;
                (organization, invitation)
            }
        };
        revoke(scope, &organization, invitation).await?;
        Ok(())
    }
}
