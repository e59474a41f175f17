//! How anybody comes in by an invite link, with or without an account.

use super::waiting::tell_of_waiting;
use crate::model::account::User;
use crate::model::audit::{AuditAction, Happening};
use crate::model::invite_link::{InviteLink, LinkRefused};
use crate::model::membership::{JoinedBy, NewMembership, Standing};
use crate::model::organization::Organization;
use crate::model::secret::Digest;
use crate::ports::{Locked, StoreError};
use crate::use_cases::Scope;

/// A link does not lead in.
#[derive(Debug, thiserror::Error)]
pub(in crate::use_cases) enum LinkError {
    #[error(transparent)]
    Refused(#[from] LinkRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Locks the organization to which a link leads, and reads the link under the lock:
/// it may have been reset or used up in between.
pub(in crate::use_cases) async fn lock_link(
    scope: &mut Scope<'_>,
    digest: Digest,
) -> Result<(Locked<Organization>, InviteLink), LinkError> {
    let seen = scope
        .invite_links()
        .find(digest)
        .await?
        .ok_or(LinkRefused::Wrong)?;
    let organization = scope
        .organizations()
        .lock(seen.organization)
        .await?
        .ok_or(LinkRefused::Wrong)?;
    let link = scope
        .invite_links()
        .find(digest)
        .await?
        .ok_or(LinkRefused::Wrong)?;
    Ok((organization, link))
}

/// Makes the person a member by a link that admits one more, with the default role if a seat is free.
pub(in crate::use_cases) async fn join(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    mut link: InviteLink,
    user: &User,
) -> Result<(), StoreError> {
    let now = scope.now();
    let seats = scope.seats(organization).await?;
    let new = NewMembership {
        user: user.id,
        standing: Standing::on_joining(organization.default_role.role(), seats, now),
        joined_by: JoinedBy::InviteLink(link.id),
        created_at: now,
    };
    let membership = scope.add_member(organization, new).await?;
    link.used += 1;
    scope.invite_links().update(organization, &link).await?;
    let joined = Happening::in_organization(organization.id, AuditAction::MemberJoined);
    scope
        .record(
            joined
                .to(user.id)
                .to_value(organization.role_of(&membership).code()),
        )
        .await?;
    tell_of_waiting(scope, organization, user, membership.standing).await
}
