//! Offering another role.

use async_trait::async_trait;

use super::open::{InvitationError, letter, lock_open, sender};
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::{InvitationId, OrganizationId};
use crate::model::invitation::{InvitedRole, InvitedRoleError};
use crate::model::membership::MemberRole;
use crate::model::refusal::delegate_refusal;
use crate::ports::StoreError;
use crate::use_cases::{Scope, UseCase};

/// Changes what an open invitation offers. Whoever changes it answers for it from then on; its link stays.
#[derive(Debug)]
pub struct ChangeInvitationRole {
    /// The organization.
    pub organization: OrganizationId,
    /// The invitation.
    pub invitation: InvitationId,
    /// What it is to offer.
    pub role: MemberRole,
}

/// Why the offer stays.
#[derive(Debug, thiserror::Error)]
pub enum ChangeInvitationRoleError {
    /// There is no such invitation for the caller, or it has ended.
    #[error(transparent)]
    Invitation(#[from] InvitationError),
    /// The role cannot be offered.
    #[error(transparent)]
    Role(#[from] InvitedRoleError),
}

impl From<StoreError> for ChangeInvitationRoleError {
    fn from(error: StoreError) -> Self {
        Self::Invitation(error.into())
    }
}

delegate_refusal!(ChangeInvitationRoleError { Invitation, Role });

#[async_trait]
impl UseCase for ChangeInvitationRole {
    type Output = ();
    type Error = ChangeInvitationRoleError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), ChangeInvitationRoleError> {
        let (organization, mut invitation) =
            lock_open(scope, self.organization, self.invitation).await?;
        let role = InvitedRole::new(self.role)?;
        let before = invitation.role;
        let answers = scope.actor().user();
        if (role, answers) == (before, invitation.invited_by) {
            return Ok(());
        }
        invitation.role = role;
        invitation.invited_by = answers;
        let changed = std::slice::from_ref(&invitation);
        scope.invitations().update(&organization, changed).await?;
        if scope.outbox().withdraw(&[invitation.id]).await? > 0 {
            // The mail that has not left yet says what holds now.
            let inviter = sender(scope).await?;
            let mail = letter(scope, &organization, &invitation, &inviter);
            scope.post(vec![mail]).await?;
        }
        let changed =
            Happening::in_organization(organization.id, AuditAction::InvitationRoleChanged)
                .about(&invitation.email)
                .from_value(before.as_member_role().code())
                .to_value(role.as_member_role().code());
        scope.record(changed).await?;
        Ok(())
    }
}
