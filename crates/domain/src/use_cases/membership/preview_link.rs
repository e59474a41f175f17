//! Where an invite link leads, before anybody joins by it.

use async_trait::async_trait;

use crate::model::invite_link::LinkRefused;
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::refusal::delegate_refusal;
use crate::model::secret::Digest;
use crate::model::settings::SignUpPolicy;
use crate::ports::StoreError;
use crate::use_cases::{View, ViewScope};

/// Tells what signing up would lead to, with the answers that signing up would give. Looking changes nothing.
#[derive(Debug)]
pub struct PreviewInviteLink {
    /// The digest of the link's token, if there is a link.
    pub link: Option<Digest>,
}

/// Where a sign-up leads.
#[derive(Debug)]
pub struct LinkPreview {
    /// The organization one would join; none where one would found one's own.
    pub organization: Option<Organization>,
    /// What the person who looks already is there.
    pub membership: Option<Membership>,
}

/// Why nobody gets in.
#[derive(Debug, thiserror::Error)]
pub enum PreviewInviteLinkError {
    /// The link does not let anybody in, or there is none where one is needed.
    #[error(transparent)]
    Link(#[from] LinkRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

delegate_refusal!(PreviewInviteLinkError { Link, Store });

#[async_trait]
impl View for PreviewInviteLink {
    type Output = LinkPreview;
    type Error = PreviewInviteLinkError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<LinkPreview, PreviewInviteLinkError> {
        let Some(digest) = self.link else {
            return match scope.settings().sign_up {
                SignUpPolicy::Open => Ok(LinkPreview {
                    organization: None,
                    membership: None,
                }),
                SignUpPolicy::LinkOnly => Err(LinkRefused::Closed.into()),
            };
        };
        let found = scope.directory().find_invite_link_by_digest(digest).await?;
        let (link, organization) = found.ok_or(LinkRefused::Wrong)?;
        let member = match scope.actor().user() {
            Some(user) => scope.directory().find_member(organization.id, user).await?,
            None => None,
        };
        if member.is_none() {
            link.admit(scope.now()).map_err(LinkRefused::from)?;
        }
        Ok(LinkPreview {
            organization: Some(organization),
            membership: member.map(|found| found.member.membership),
        })
    }
}
