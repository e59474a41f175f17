//! What the pages of an organization show beside their lists.

use async_trait::async_trait;

use super::invite_link::ShownInviteLink;
use super::view_seats::SeatReport;
use crate::model::access::{Action, Denied};
use crate::model::id::OrganizationId;
use crate::model::organization::Organization;
use crate::use_cases::{AccessError, View, ViewScope};

/// Shows Owner and Administrators how an organization stands.
#[derive(Debug)]
pub struct ViewOverview {
    /// The organization.
    pub organization: OrganizationId,
}

/// How an organization stands.
#[derive(Debug)]
pub struct OrganizationOverview {
    /// The organization.
    pub organization: Organization,
    /// Seats and people.
    pub seats: SeatReport,
    /// How many invitations can be accepted now.
    pub pending_invitations: u64,
    /// The invite link.
    pub link: Option<ShownInviteLink>,
}

#[async_trait]
impl View for ViewOverview {
    type Output = OrganizationOverview;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<OrganizationOverview, AccessError> {
        for action in [
            Action::ManagePeople,
            Action::Invite,
            Action::ManageInviteLink,
        ] {
            scope.actor().authorize_in(self.organization, action)?;
        }
        let found = scope
            .directory()
            .find_overview(self.organization, scope.now())
            .await?;
        let overview = found.ok_or(Denied::NotFound)?;
        let link = overview.link.as_ref();
        Ok(OrganizationOverview {
            seats: SeatReport::of(overview.headcount, overview.license, scope),
            pending_invitations: overview.pending_invitations,
            link: link.map(|link| ShownInviteLink::open(link, scope.sealer())),
            organization: overview.organization,
        })
    }
}
