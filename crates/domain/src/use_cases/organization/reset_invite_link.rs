//! Reset Link: the old one dies, a new one takes its place.

use async_trait::async_trait;

use super::invite_link::{ShownInviteLink, mint_invite_link};
use crate::model::access::Action;
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::OrganizationId;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Replaces the invite link by a new one without limits. Nobody joins by the old one any more.
#[derive(Debug)]
pub struct ResetInviteLink {
    /// The organization.
    pub organization: OrganizationId,
}

#[async_trait]
impl UseCase for ResetInviteLink {
    type Output = ShownInviteLink;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<ShownInviteLink, AccessError> {
        let organization = scope
            .lock(self.organization, Action::ManageInviteLink)
            .await?;
        let now = scope.now();
        if let Some(mut old) = scope.invite_links().find_current(&organization).await? {
            old.reset(now);
            scope.invite_links().update(&organization, &old).await?;
        }
        let new = mint_invite_link(scope);
        let link = scope.invite_links().insert(&organization, new).await?;
        let reset = Happening::in_organization(organization.id, AuditAction::InviteLinkReset);
        scope.record(reset).await?;
        Ok(ShownInviteLink::open(&link, scope.sealer()))
    }
}
