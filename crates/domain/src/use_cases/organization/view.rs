//! An organization as its members see it.

use async_trait::async_trait;

use super::invite_link::ShownInviteLink;
use crate::model::access::{Action, Denied};
use crate::model::id::OrganizationId;
use crate::model::organization::Organization;
use crate::model::secret::InviteToken;
use crate::use_cases::{AccessError, View, ViewScope};

/// Shows an organization.
#[derive(Debug)]
pub struct ViewOrganization {
    /// The organization.
    pub organization: OrganizationId,
}

/// An organization and what the caller may see besides.
#[derive(Debug)]
pub struct OrganizationDetails {
    /// The organization.
    pub organization: Organization,
    /// The invite token, for those who manage the link, while it can be read.
    pub invite_token: Option<InviteToken>,
}

#[async_trait]
impl View for ViewOrganization {
    type Output = OrganizationDetails;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<OrganizationDetails, AccessError> {
        scope
            .actor()
            .authorize_in(self.organization, Action::UseProduct)?;
        let found = scope
            .directory()
            .find_organization(self.organization)
            .await?;
        let organization = found.ok_or(Denied::NotFound)?;
        let link = match scope
            .actor()
            .authorize_in(self.organization, Action::ManageInviteLink)
        {
            Ok(()) => {
                scope
                    .directory()
                    .find_invite_link(self.organization)
                    .await?
            }
            Err(_) => None,
        };
        let invite_token =
            link.and_then(|link| ShownInviteLink::open(&link, scope.sealer()).token.ok());
        Ok(OrganizationDetails {
            organization,
            invite_token,
        })
    }
}
