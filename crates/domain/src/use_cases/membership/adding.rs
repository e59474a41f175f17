//! How anybody is added without being asked first.

use crate::model::account::{NewUser, User};
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::OrganizationId;
use crate::model::membership::{JoinedBy, Membership, NewMembership, Standing};
use crate::model::organization::Organization;
use crate::ports::{Locked, StoreError};
use crate::use_cases::Scope;
use crate::use_cases::account::issue_legacy_token;
use crate::use_cases::invitation::revoke_for;

/// Makes an account with what `describe` tells of the person, for whom this organization is the active one.
pub(super) async fn make_account(
    scope: &mut Scope<'_>,
    organization: OrganizationId,
    new: NewUser,
    describe: impl FnOnce(&mut User) + Send,
) -> Result<Locked<User>, StoreError> {
    let mut user = scope.users().insert(new).await?;
    describe(&mut user);
    user.active_organization = Some(organization);
    scope.users().update(&user).await?;
    issue_legacy_token(scope, user.id).await?;
    Ok(user)
}

/// Makes the person a member. What was offered by mail is taken back.
pub(super) async fn add(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    user: &User,
    standing: Standing,
) -> Result<Membership, StoreError> {
    let new = NewMembership {
        user: user.id,
        standing,
        joined_by: JoinedBy::Direct,
        created_at: scope.now(),
    };
    let membership = scope.add_member(organization, new).await?;
    revoke_for(scope, organization, &user.email).await?;
    let role = organization.role_of(&membership);
    let joined = Happening::in_organization(organization.id, AuditAction::MemberJoined);
    scope
        .record(joined.to(user.id).to_value(role.code()))
        .await?;
    Ok(membership)
}
