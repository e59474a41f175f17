//! Giving and taking roles, deactivation and reactivation. The moments at which a seat is taken or freed.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::account::User;
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::{OrganizationId, UserId};
use crate::model::mail::{Letter, NewMail};
use crate::model::membership::{
    Member, MemberRole, Membership, OwnerNotAssignable, OwnerProtected, Role, RoleChange,
    RoleChangeError, Standing,
};
use crate::model::organization::Organization;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::seats::{Seats, holds_seat};
use crate::model::time::Timestamp;
use crate::ports::{Locked, StoreError};
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
        let wish = RoleWish {
            user: self.user,
            to: self.to,
        };
        let found = scope.memberships().find(organization.id, self.user).await?;
        let seats = scope.seats(&organization).await?;
        let me = scope.actor().user();
        let before = wish.of_whom(me, &organization, found)?;
        let after = wish.standing(before.standing, seats)?;
        let (membership, user) = apply(scope, &organization, before, wish, after).await?;
        let accepted = scope
            .invitations()
            .find_accepted(&organization, self.user)
            .await?;
        let invited = accepted.and_then(|invitation| membership.invited_by(&invitation));
        Ok(Member {
            role: organization.role_of(&membership),
            membership,
            user,
            invited,
        })
    }
}

/// What one member is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RoleWish {
    /// The member.
    pub user: UserId,
    /// The role. Without it a Deactivated member is reactivated with the role held before.
    pub to: Option<MemberRole>,
}

impl RoleWish {
    /// The membership that it is about, if this caller may change it.
    pub fn of_whom(
        self,
        caller: Option<UserId>,
        organization: &Organization,
        found: Option<Membership>,
    ) -> Result<Membership, ChangeRoleError> {
        if caller == Some(self.user) {
            return Err(ChangeRoleError::SelfChange);
        }
        RoleChange::toward(self.to)?;
        let membership = found.ok_or(AccessError::from(Denied::NotFound))?;
        if membership.user == organization.owner {
            return Err(OwnerProtected.into());
        }
        Ok(membership)
    }

    /// What comes of it. `seats` are counted with the member included.
    pub fn standing(self, before: Standing, seats: Seats) -> Result<Standing, ChangeRoleError> {
        Ok(before.change(RoleChange::toward(self.to)?, seats)?)
    }
}

/// Carries out what was decided: the membership, the person's open invitation, log, mail and access.
pub(super) async fn apply(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    before: Membership,
    wish: RoleWish,
    after: Standing,
) -> Result<(Membership, User), StoreError> {
    let user = scope
        .users()
        .lock(wish.user)
        .await?
        .ok_or(StoreError::Missing("users"))?;
    if wish.to.is_some() {
        revoke_for(scope, organization, &user.email).await?;
    }
    if before.standing == after {
        return Ok((before, (*user).clone()));
    }
    let membership = Membership {
        standing: after,
        ..before.clone()
    };
    scope.change_member(organization, &membership).await?;
    let changed = Happening::in_organization(organization.id, AuditAction::RoleChanged)
        .to(wish.user)
        .from_value(before.standing.role().code())
        .to_value(after.role().code());
    scope.record(changed).await?;
    if let (false, Standing::Active(role)) = (holds_seat(before.standing), after) {
        scope
            .post(vec![role_given(organization, &user, role, scope.now())])
            .await?;
    }
    if matches!(after, Standing::Deactivated { .. }) {
        end_access_if_deactivated_everywhere(scope, wish.user).await?;
    }
    Ok((membership, (*user).clone()))
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
