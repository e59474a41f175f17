//! Sending an invitation again.

use async_trait::async_trait;

use super::open::{InvitationError, letter, lock_open, mint, sender};
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::{InvitationId, OrganizationId};
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::ports::StoreError;
use crate::use_cases::{Scope, UseCase};

/// Sends an invitation again, pending or expired, with a new link that is good for the full time. Links sent
/// before read as replaced. Whoever resends it answers for it from then on.
#[derive(Debug)]
pub struct ResendInvitation {
    /// The organization.
    pub organization: OrganizationId,
    /// The invitation.
    pub invitation: InvitationId,
}

/// Why it was not sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendInvitationError {
    /// There is no such invitation for the caller, or it has ended.
    #[error(transparent)]
    Invitation(#[from] InvitationError),
    /// The person has become a member in another way.
    #[error("this person is a member of the organization already; the invitation can be revoked")]
    AlreadyMember,
}

impl From<StoreError> for ResendInvitationError {
    fn from(error: StoreError) -> Self {
        Self::Invitation(error.into())
    }
}

impl Refusal for ResendInvitationError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invitation(error) => error.kind(),
            Self::AlreadyMember => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Invitation(error) => error.code(),
            Self::AlreadyMember => "already_member",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invitation(error) => error.fields(),
            Self::AlreadyMember => Vec::new(),
        }
    }
}

#[async_trait]
impl UseCase for ResendInvitation {
    type Output = ();
    type Error = ResendInvitationError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), ResendInvitationError> {
        let (organization, mut invitation) =
            lock_open(scope, self.organization, self.invitation).await?;
        let address = std::slice::from_ref(&invitation.email);
        let members = scope
            .memberships()
            .list_by_email(&organization, address)
            .await?;
        if !members.is_empty() {
            return Err(ResendInvitationError::AlreadyMember);
        }
        let (digest, sealed) = mint(scope);
        invitation.digest = digest;
        invitation.sealed = Some(sealed);
        invitation.expires_at = scope.now() + scope.settings().invitation_life;
        invitation.invited_by = scope.actor().user();
        let renewed = std::slice::from_ref(&invitation);
        scope.invitations().update(&organization, renewed).await?;
        // What became of the mail before tells nothing of the new link.
        scope.outbox().forget(invitation.id).await?;
        let inviter = sender(scope).await?;
        let mail = letter(scope, &organization, &invitation, &inviter);
        scope.post(vec![mail]).await?;
        let resent = Happening::in_organization(organization.id, AuditAction::InvitationResent)
            .about(&invitation.email)
            .to_value(invitation.role.as_member_role().code());
        scope.record(resent).await?;
        Ok(())
    }
}
