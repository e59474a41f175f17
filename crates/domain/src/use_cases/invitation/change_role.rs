//! Offering another role.

use async_trait::async_trait;

use super::open::{InvitationError, lock_open};
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
        if role == before {
            return Ok(());
        }
        invitation.role = role;
        invitation.invited_by = scope.actor().user();
        let changed = std::slice::from_ref(&invitation);
        scope.invitations().update(&organization, changed).await?;
        let changed =
            Happening::in_organization(organization.id, AuditAction::InvitationRoleChanged)
                .about(&invitation.email)
                .from_value(before.as_member_role().code())
                .to_value(role.as_member_role().code());
        scope.record(changed).await?;
        Ok(())
    }
}
