//! Giving and taking roles, deactivation and reactivation. The moments at which a seat is taken or freed.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::account::User;
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::{OrganizationId, UserId};
use crate::model::mail::{Letter, NewMail};
use crate::model::membership::{
    Member, MemberRole, OwnerNotAssignable, OwnerProtected, Role, RoleChange, RoleChangeError,
    Standing,
};
use crate::model::organization::Organization;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::seats::{Seats, holds_seat};
use crate::model::time::Timestamp;
use crate::ports::StoreError;
use crate::use_cases::account::end_access_if_deactivated_everywhere;
use crate::use_cases::invitation::revoke_for;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Changes what a member is.
#[derive(Debug)]
pub struct ChangeRole {
    /// The organization.
    pub organization: OrganizationId,
    /// The member.
    pub user: UserId,
    /// What the member is to be. Without it a Deactivated member is reactivated with the role held before.
    pub to: Option<MemberRole>,
}

/// Why the role stays.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRoleError {
    /// The caller may not, or there is no such member, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Nobody changes himself.
    #[error(
        "nobody changes his own role; another administrator can, and the owner can transfer ownership first"
    )]
    SelfChange,
    /// Owner is never given.
    #[error(transparent)]
    OwnerNotAssignable(#[from] OwnerNotAssignable),
    /// Nobody touches the Owner.
    #[error(transparent)]
    OwnerProtected(#[from] OwnerProtected),
    /// The change is not possible now.
    #[error(transparent)]
    Change(#[from] RoleChangeError),
}

impl From<StoreError> for ChangeRoleError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for ChangeRoleError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::SelfChange => Kind::Forbidden,
            Self::OwnerNotAssignable(error) => error.kind(),
            Self::OwnerProtected(error) => error.kind(),
            Self::Change(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::SelfChange => "self_change",
            Self::OwnerNotAssignable(error) => error.code(),
            Self::OwnerProtected(error) => error.code(),
            Self::Change(error) => error.code(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Change(error) => error.fields(),
            _ => Vec::new(),
        }
    }
    fn seats(&self) -> Option<Seats> {
        match self {
            Self::Change(error) => error.seats(),
            _ => None,
        }
    }
}

#[async_trait]
impl UseCase for ChangeRole {
    type Output = Member;
    type Error = ChangeRoleError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<Member, ChangeRoleError> {
        let organization = scope.lock(self.organization, Action::ManagePeople).await?;
        if scope.actor().user() == Some(self.user) {
            return Err(ChangeRoleError::SelfChange);
        }
        let change = match self.to {
            None => RoleChange::Reactivate,
            Some(MemberRole::Owner) => return Err(OwnerNotAssignable.into()),
            Some(MemberRole::Administrator) => RoleChange::Assign(Role::Administrator),
            Some(MemberRole::Manager) => RoleChange::Assign(Role::Manager),
            Some(MemberRole::Reviewer) => RoleChange::Assign(Role::Reviewer),
            Some(MemberRole::Annotator) => RoleChange::Assign(Role::Annotator),
            Some(MemberRole::Pending) => RoleChange::MakePending,
            Some(MemberRole::Deactivated) => RoleChange::Deactivate,
        };
        let found = scope.memberships().find(organization.id, self.user).await?;
        let mut membership = found.ok_or(AccessError::from(Denied::NotFound))?;
        if membership.user == organization.owner {
            return Err(OwnerProtected.into());
        }
        let user = scope
            .users()
            .lock(self.user)
            .await?
            .ok_or(StoreError::Missing("users"))?;
        if self.to.is_some() {
            revoke_for(scope, &organization, &user.email).await?;
        }
        let before = membership.standing;
        let seats = scope.seats(&organization).await?;
        membership.standing = before.change(change, seats)?;
        if membership.standing != before {
            scope
                .memberships()
                .update(&organization, &membership)
                .await?;
            let changed = Happening::in_organization(organization.id, AuditAction::RoleChanged)
                .to(self.user)
                .from_value(before.role().code())
                .to_value(membership.standing.role().code());
            scope.record(changed).await?;
            if let (false, Standing::Active(role)) = (holds_seat(before), membership.standing) {
                scope
                    .post(vec![role_given(&organization, &user, role, scope.now())])
                    .await?;
            }
            if matches!(membership.standing, Standing::Deactivated { .. }) {
                end_access_if_deactivated_everywhere(scope, self.user).await?;
            }
        }
        let accepted = scope
            .invitations()
            .find_accepted(&organization, self.user)
            .await?;
        let invited = accepted.and_then(|invitation| membership.invited_by(&invitation));
        Ok(Member {
            role: organization.role_of(&membership),
            membership,
            user: (*user).clone(),
            invited,
        })
    }
}

/// Tells a person that the wait is over.
fn role_given(organization: &Organization, user: &User, role: Role, now: Timestamp) -> NewMail {
    let letter = Letter::RoleGiven {
        organization: organization.title.clone(),
        role,
    };
    NewMail {
        organization: Some(organization.id),
        ..NewMail::to(user, letter, now)
    }
}
