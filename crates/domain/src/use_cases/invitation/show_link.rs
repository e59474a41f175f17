//! Showing the link of an invitation, to be sent by other means than mail.

use async_trait::async_trait;

use super::open::{InvitationError, lock_open};
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::{InvitationId, OrganizationId};
use crate::model::invitation::DeadInvitation;
use crate::model::refusal::{Kind, Refusal};
use crate::model::secret::InvitationSecret;
use crate::ports::{Purpose, StoreError};
use crate::use_cases::{Scope, UseCase};

/// Shows the secret of a pending invitation. Who has it can come in as the person invited, so it is recorded.
#[derive(Debug)]
pub struct ShowInvitationLink {
    /// The organization.
    pub organization: OrganizationId,
    /// The invitation.
    pub invitation: InvitationId,
}

/// Why there is no link to show.
#[derive(Debug, thiserror::Error)]
pub enum ShowInvitationLinkError {
    /// There is no such invitation for the caller, or it has ended.
    #[error(transparent)]
    Invitation(#[from] InvitationError),
    /// It was sealed under another server key.
    #[error("the link cannot be shown any more; send the invitation again to get a new one")]
    Unreadable,
}

impl From<StoreError> for ShowInvitationLinkError {
    fn from(error: StoreError) -> Self {
        Self::Invitation(error.into())
    }
}

impl Refusal for ShowInvitationLinkError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invitation(error) => error.kind(),
            Self::Unreadable => Kind::NotFound,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Invitation(error) => error.code(),
            Self::Unreadable => "secret_unreadable",
        }
    }
}

#[async_trait]
impl UseCase for ShowInvitationLink {
    type Output = InvitationSecret;
    type Error = ShowInvitationLinkError;

    async fn execute(
        &self,
        scope: &mut Scope<'_>,
    ) -> Result<InvitationSecret, ShowInvitationLinkError> {
        let (organization, invitation) =
            lock_open(scope, self.organization, self.invitation).await?;
        if scope.now() >= invitation.expires_at {
            return Err(InvitationError::from(DeadInvitation::Expired).into());
        }
        let sealed = invitation
            .sealed
            .ok_or(ShowInvitationLinkError::Unreadable)?;
        let secret = scope.sealer().open(Purpose::Invitation, &sealed);
        let secret = secret.map_err(|_| ShowInvitationLinkError::Unreadable)?;
        let shown = Happening::in_organization(organization.id, AuditAction::InvitationLinkShown);
        scope.record(shown.about(&invitation.email)).await?;
        Ok(InvitationSecret::new(secret))
    }
}
