//! Where an invitation leads, before anybody accepts it.

use async_trait::async_trait;

use crate::model::account::User;
use crate::model::email::EmailAddress;
use crate::model::invitation::{DeadInvitation, Invitation};
use crate::model::membership::{MemberRole, Standing};
use crate::model::organization::Organization;
use crate::model::refusal::{Kind, Refusal};
use crate::model::secret::Digest;
use crate::ports::{FoundInvitation, StoreError};
use crate::use_cases::{View, ViewScope};

/// Tells what accepting an invitation would lead to. Looking changes nothing.
#[derive(Debug)]
pub struct PreviewInvitation {
    /// The digest of its secret.
    pub link: Digest,
}

/// An invitation as its holder sees it.
#[derive(Debug)]
pub struct InvitationPreview {
    /// The invitation.
    pub invitation: Invitation,
    /// Where it leads.
    pub organization: Organization,
    /// Who answers for it, "Deleted User" where that is no member any more; none for the operator.
    pub inviter: Option<User>,
    /// What it gives as things stand: Pending where its inviter may not give roles any more.
    pub role: MemberRole,
    /// Who looks.
    pub holder: Holder,
}

/// Who holds an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Nobody is signed in, and the address has no account.
    Newcomer,
    /// Nobody is signed in, and the address has an account.
    HasAccount,
    /// Nobody is signed in, and the address has an account without a password.
    HasNoPassword,
    /// The person invited is signed in.
    Invited,
    /// The person invited is signed in, and has a role here or was deactivated.
    Member,
    /// Somebody with this other address is signed in.
    SomebodyElse(EmailAddress),
}

/// Why nobody comes in.
#[derive(Debug, thiserror::Error)]
pub enum PreviewInvitationError {
    /// There never was such an invitation.
    #[error(
        "this invitation is not valid; check that its link was copied whole, or ask for a new one"
    )]
    Wrong,
    /// It worked once.
    #[error(transparent)]
    Dead(#[from] DeadInvitation),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for PreviewInvitationError {
    fn kind(&self) -> Kind {
        match self {
            Self::Wrong => Kind::Forbidden,
            Self::Dead(dead) => dead.kind(),
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Wrong => "invitation_invalid",
            Self::Dead(dead) => dead.code(),
            Self::Store(error) => error.code(),
        }
    }
}

#[async_trait]
impl View for PreviewInvitation {
    type Output = InvitationPreview;
    type Error = PreviewInvitationError;

    async fn read(
        &self,
        scope: &ViewScope<'_>,
    ) -> Result<InvitationPreview, PreviewInvitationError> {
        let found = scope
            .directory()
            .find_invitation_by_digest(self.link)
            .await?
            .ok_or(PreviewInvitationError::Wrong)?;
        found.invitation.admit(self.link, scope.now())?;
        let holder = holder(scope, &found).await?;
        let FoundInvitation {
            invitation,
            organization,
            inviter,
        } = found;
        let (inviter, role) = match inviter {
            None => (None, None),
            Some(user) => {
                let member = scope
                    .directory()
                    .find_member(organization.id, user.id)
                    .await?;
                match member {
                    Some(found) => (Some(user), Some(found.member.role)),
                    None => (Some(user.deleted()), None),
                }
            }
        };
        let role = invitation
            .worth(role)
            .map_or(MemberRole::Pending, MemberRole::from);
        Ok(InvitationPreview {
            invitation,
            organization,
            inviter,
            role,
            holder,
        })
    }
}

async fn holder(scope: &ViewScope<'_>, found: &FoundInvitation) -> Result<Holder, StoreError> {
    let invited = &found.invitation.email;
    let account = scope.directory().find_user_by_email(invited).await?;
    let Some(signed_in) = scope.actor().user() else {
        return Ok(match account {
            None => Holder::Newcomer,
            Some(account) if account.password.is_none() => Holder::HasNoPassword,
            Some(_) => Holder::HasAccount,
        });
    };
    if account.is_none_or(|account| account.id != signed_in) {
        let own = scope.directory().find_user(signed_in).await?;
        let own = own.ok_or(StoreError::Missing("users"))?;
        return Ok(Holder::SomebodyElse(own.email));
    }
    let member = scope
        .directory()
        .find_member(found.organization.id, signed_in)
        .await?;
    Ok(match member.map(|found| found.member.membership.standing) {
        None | Some(Standing::Pending { .. }) => Holder::Invited,
        Some(Standing::Active(_) | Standing::Deactivated { .. }) => Holder::Member,
    })
}
