//! The invite link as Owner and Administrators see it.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::id::{InviteLinkId, OrganizationId};
use crate::model::invite_link::{InviteLink, NewInviteLink};
use crate::model::secret::{InviteToken, Unreadable};
use crate::model::time::Timestamp;
use crate::ports::{Purpose, Sealer};
use crate::use_cases::{AccessError, Scope, View, ViewScope};

/// The invite link, with its token opened.
#[derive(Debug)]
pub struct ShownInviteLink {
    /// Its id, by which a membership names the link it came from.
    pub id: InviteLinkId,
    /// When it was made.
    pub created_at: Timestamp,
    /// The token; unreadable where the server key was replaced, and then to be reset.
    pub token: Result<InviteToken, Unreadable>,
    /// From when on it no longer works.
    pub expires_at: Option<Timestamp>,
    /// How many people may join by it.
    pub max_uses: Option<u32>,
    /// How many people have joined by it.
    pub used: u32,
}

impl ShownInviteLink {
    pub(super) fn open(link: &InviteLink, sealer: &dyn Sealer) -> Self {
        let token = match &link.sealed {
            Some(kept) => sealer.open(Purpose::InviteLink, kept),
            None => Err(Unreadable),
        };
        Self {
            id: link.id,
            created_at: link.created_at,
            token: token.map(InviteToken::new),
            expires_at: link.expires_at,
            max_uses: link.max_uses,
            used: link.used,
        }
    }
}

/// A fresh link without limits.
pub(super) fn mint_invite_link(scope: &Scope<'_>) -> NewInviteLink {
    let token = scope.mint().invite_token();
    NewInviteLink {
        digest: scope.mint().digest(token.secret()),
        sealed: scope.sealer().seal(Purpose::InviteLink, token.secret()),
        created_at: scope.now(),
    }
}

/// Shows the invite link of an organization.
#[derive(Debug)]
pub struct ViewInviteLink {
    /// The organization.
    pub organization: OrganizationId,
}

#[async_trait]
impl View for ViewInviteLink {
    type Output = ShownInviteLink;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<ShownInviteLink, AccessError> {
        scope
            .actor()
            .authorize_in(self.organization, Action::ManageInviteLink)?;
        let link = scope
            .directory()
            .find_invite_link(self.organization)
            .await?;
        let link = link.ok_or(Denied::NotFound)?;
        Ok(ShownInviteLink::open(&link, scope.sealer()))
    }
}
