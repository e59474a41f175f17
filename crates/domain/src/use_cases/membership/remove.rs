//! Removing a member. The account stays, and so do the person's traces.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::{OrganizationId, UserId};
use crate::model::membership::{Membership, OwnerProtected};
use crate::model::organization::Organization;
use crate::model::refusal::{Kind, Refusal};
use crate::ports::StoreError;
use crate::use_cases::account::end_access_if_deactivated_everywhere;
use crate::use_cases::invitation::revoke_for;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Ends somebody's membership and frees the seat.
#[derive(Debug)]
pub struct RemoveMember {
    /// The organization.
    pub organization: OrganizationId,
    /// The member.
    pub user: UserId,
}

/// Why the member stays.
#[derive(Debug, thiserror::Error)]
pub enum RemoveMemberError {
    /// The caller may not, or there is no such member, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Nobody removes himself here.
    #[error("User cannot soft delete self")]
    SelfChange,
    /// Nobody touches the Owner.
    #[error(transparent)]
    OwnerProtected(#[from] OwnerProtected),
}

impl From<StoreError> for RemoveMemberError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for RemoveMemberError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::SelfChange => Kind::NotAllowed,
            Self::OwnerProtected(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::SelfChange => "self_change",
            Self::OwnerProtected(error) => error.code(),
        }
    }
}

impl RemoveMember {
    /// The membership that it is about, if this caller may end it.
    pub fn of_whom(
        &self,
        caller: Option<UserId>,
        organization: &Organization,
        found: Option<Membership>,
    ) -> Result<Membership, RemoveMemberError> {
        if caller == Some(self.user) {
            return Err(RemoveMemberError::SelfChange);
        }
        let membership = found.ok_or(AccessError::from(Denied::NotFound))?;
        if membership.user == organization.owner {
            return Err(OwnerProtected.into());
        }
        Ok(membership)
    }
}

#[async_trait]
impl UseCase for RemoveMember {
    type Output = ();
    type Error = RemoveMemberError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), RemoveMemberError> {
        let organization = scope.lock(self.organization, Action::ManagePeople).await?;
        let found = scope.memberships().find(organization.id, self.user).await?;
        let mut membership = self.of_whom(scope.actor().user(), &organization, found)?;
        membership.removed_at = Some(scope.now());
        scope.change_member(&organization, &membership).await?;
        let removed = Happening::in_organization(organization.id, AuditAction::MemberRemoved);
        scope
            .record(
                removed
                    .to(self.user)
                    .from_value(membership.standing.role().code()),
            )
            .await?;
        let user = scope.users().find(self.user).await?;
        let user = user.ok_or(StoreError::Missing("users"))?;
        revoke_for(scope, &organization, &user.email).await?;
        end_access_if_deactivated_everywhere(scope, self.user).await?;
        Ok(())
    }
}
