//! Leaving an organization. Coming back needs a new invitation.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::{OrganizationId, UserId};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::refusal::{Kind, Refusal};
use crate::ports::StoreError;
use crate::use_cases::account::{end_access_if_deactivated_everywhere, next_active_organization};
use crate::use_cases::invitation::revoke_for;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Ends the membership of the person who asks, and frees the seat. The account stays usable.
#[derive(Debug)]
pub struct LeaveOrganization {
    /// The organization.
    pub organization: OrganizationId,
}

/// Why the person stays.
#[derive(Debug, thiserror::Error)]
pub enum LeaveError {
    /// There is no such membership, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The Owner has to hand over first.
    #[error("the owner cannot leave; transfer ownership to another member first")]
    OwnerCannotLeave,
}

impl From<StoreError> for LeaveError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for LeaveError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::OwnerCannotLeave => Kind::Forbidden,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::OwnerCannotLeave => "owner_cannot_leave",
        }
    }
}

impl LeaveOrganization {
    /// The membership that the person would end, if it may end.
    pub fn of_whom(
        person: UserId,
        organization: &Organization,
        found: Option<Membership>,
    ) -> Result<Membership, LeaveError> {
        if person == organization.owner {
            return Err(LeaveError::OwnerCannotLeave);
        }
        Ok(found.ok_or(AccessError::from(Denied::NotFound))?)
    }
}

#[async_trait]
impl UseCase for LeaveOrganization {
    type Output = ();
    type Error = LeaveError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), LeaveError> {
        let organization = scope.lock(self.organization, Action::Leave).await?;
        let id = scope.person().map_err(AccessError::from)?;
        let found = scope.memberships().find(organization.id, id).await?;
        let mut membership = Self::of_whom(id, &organization, found)?;
        membership.removed_at = Some(scope.now());
        scope.change_member(&organization, &membership).await?;
        let mut user = scope
            .users()
            .lock(id)
            .await?
            .ok_or(StoreError::Missing("users"))?;
        let remaining = scope.memberships().list_of(id).await?;
        user.active_organization = next_active_organization(user.active_organization, &remaining);
        scope.users().update(&user).await?;
        let left = Happening::in_organization(organization.id, AuditAction::MemberLeft);
        scope
            .record(left.to(id).from_value(membership.standing.role().code()))
            .await?;
        revoke_for(scope, &organization, &user.email).await?;
        end_access_if_deactivated_everywhere(scope, id).await?;
        Ok(())
    }
}
