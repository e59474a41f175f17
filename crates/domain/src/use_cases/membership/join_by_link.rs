//! Joining one more organization with the account one has.

use async_trait::async_trait;

use super::joining::{LinkError, join, lock_link};
use crate::model::access::Denied;
use crate::model::invite_link::LinkRefused;
use crate::model::organization::Organization;
use crate::model::refusal::{Kind, Refusal};
use crate::model::secret::Digest;
use crate::ports::StoreError;
use crate::use_cases::{Scope, UseCase};

/// Makes the person who asks a member of the organization to which the link leads.
#[derive(Debug)]
pub struct JoinByLink {
    /// The digest of the link's token.
    pub link: Digest,
}

/// Why the person did not join.
#[derive(Debug, thiserror::Error)]
pub enum JoinByLinkError {
    /// Nobody is signed in.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The link does not let anybody in.
    #[error(transparent)]
    Link(#[from] LinkRefused),
    /// The person is a member already, perhaps a Deactivated one.
    #[error("you are a member of this organization already")]
    AlreadyMember,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for JoinByLinkError {
    fn kind(&self) -> Kind {
        match self {
            Self::Denied(denied) => denied.kind(),
            Self::Link(refused) => refused.kind(),
            Self::AlreadyMember => Kind::Invalid,
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::Link(refused) => refused.code(),
            Self::AlreadyMember => "already_member",
            Self::Store(error) => error.code(),
        }
    }
}

impl From<LinkError> for JoinByLinkError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Refused(refused) => Self::Link(refused),
            LinkError::Store(error) => Self::Store(error),
        }
    }
}

#[async_trait]
impl UseCase for JoinByLink {
    type Output = Organization;
    type Error = JoinByLinkError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<Organization, JoinByLinkError> {
        let id = scope.person()?;
        let (organization, link) = lock_link(scope, self.link).await?;
        if scope
            .memberships()
            .find(organization.id, id)
            .await?
            .is_some()
        {
            return Err(JoinByLinkError::AlreadyMember);
        }
        link.admit(scope.now()).map_err(LinkRefused::from)?;
        let mut user = scope
            .users()
            .lock(id)
            .await?
            .ok_or(Denied::Unauthenticated)?;
        join(scope, &organization, link, &user).await?;
        if user.active_organization.is_none() {
            user.active_organization = Some(organization.id);
            scope.users().update(&user).await?;
        }
        Ok((*organization).clone())
    }
}
