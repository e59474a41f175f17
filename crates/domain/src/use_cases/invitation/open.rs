//! What several use cases do with open invitations.

use crate::model::access::{Action, Denied};
use crate::model::audit::{AuditAction, Happening};
use crate::model::email::EmailAddress;
use crate::model::id::{InvitationId, OrganizationId};
use crate::model::invitation::{DeadInvitation, HowEnded, Invitation};
use crate::model::mail::{Letter, NewMail, Sender};
use crate::model::organization::Organization;
use crate::model::refusal::delegate_refusal;
use crate::model::secret::{Digest, Sealed};
use crate::ports::{Locked, Purpose, StoreError};
use crate::use_cases::{AccessError, Scope};

/// Why nothing is done with an invitation.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    /// The caller may not, or there is no such invitation, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// It has ended.
    #[error(transparent)]
    Dead(#[from] DeadInvitation),
}

impl From<StoreError> for InvitationError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

delegate_refusal!(InvitationError { Access, Dead });

/// Locks the organization and finds an invitation there that has not ended.
pub(super) async fn lock_open(
    scope: &mut Scope<'_>,
    organization: OrganizationId,
    id: InvitationId,
) -> Result<(Locked<Organization>, Invitation), InvitationError> {
    let organization = scope.lock(organization, Action::Invite).await?;
    let found = scope.invitations().find_by_id(&organization, id).await?;
    let invitation = found.ok_or(AccessError::from(Denied::NotFound))?;
    invitation.is_open()?;
    Ok((organization, invitation))
}

/// Stores an invitation that has just ended. Its mail does not leave any more.
pub(super) async fn store_ended(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    ended: &[Invitation],
) -> Result<(), StoreError> {
    if ended.is_empty() {
        return Ok(());
    }
    scope.invitations().update(organization, ended).await?;
    let ids: Vec<_> = ended.iter().map(|invitation| invitation.id).collect();
    scope.outbox().withdraw(&ids).await?;
    Ok(())
}

/// Takes back what was offered to a person whose membership has just been decided in another way: an older
/// invitation must not bring back a role that was taken.
pub(in crate::use_cases) async fn revoke_for(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    address: &EmailAddress,
) -> Result<(), StoreError> {
    let addresses = std::slice::from_ref(address);
    let open = scope
        .invitations()
        .list_open(organization, addresses)
        .await?;
    for invitation in open {
        revoke(scope, organization, invitation).await?;
    }
    Ok(())
}

/// Takes one back.
pub(super) async fn revoke(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    mut invitation: Invitation,
) -> Result<(), StoreError> {
    let (by, now) = (scope.actor().user(), scope.now());
    invitation.end(HowEnded::Revoked, by, now);
    store_ended(scope, organization, std::slice::from_ref(&invitation)).await?;
    let revoked = Happening::in_organization(organization.id, AuditAction::InvitationRevoked);
    scope.record(revoked.about(&invitation.email)).await
}

/// A fresh secret: what is kept of it.
pub(super) fn mint(scope: &Scope<'_>) -> (Digest, Sealed) {
    let secret = scope.mint().invitation_secret();
    let digest = scope.mint().digest(secret.secret());
    let sealed = scope.sealer().seal(Purpose::Invitation, secret.secret());
    (digest, sealed)
}

/// In whose name the person who asks writes.
pub(super) async fn sender(scope: &mut Scope<'_>) -> Result<Sender, StoreError> {
    let Some(id) = scope.actor().user() else {
        return Ok(Sender::Operator);
    };
    let user = scope.users().find(id).await?;
    let user = user.ok_or(StoreError::Missing("users"))?;
    Ok(Sender::Person {
        name: user.display_name(),
        email: user.email,
    })
}

/// The mail that brings an invitation.
pub(super) fn letter(
    scope: &Scope<'_>,
    organization: &Organization,
    invitation: &Invitation,
    inviter: &Sender,
) -> NewMail {
    NewMail {
        to: invitation.email.clone(),
        name: invitation.name.clone(),
        organization: Some(organization.id),
        letter: Letter::Invitation {
            invitation: invitation.id,
            organization: organization.title.clone(),
            inviter: inviter.clone(),
            role: invitation.role,
            expires_at: invitation.expires_at,
        },
        secret: invitation.sealed.clone(),
        created_at: scope.now(),
        due_at: scope.now(),
    }
}
