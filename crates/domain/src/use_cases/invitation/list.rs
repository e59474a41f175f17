//! The invitations of an organization.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::id::{InvitationId, OrganizationId};
use crate::model::invitation::InvitationState;
use crate::model::mail::{Delivery, MailState};
use crate::model::page::{Page, PageRequest};
use crate::model::settings::MailPolicy;
use crate::ports::{InvitationEntry, InvitationQuery};
use crate::use_cases::{AccessError, View, ViewScope, person_as_shown};

/// Lists invitations, newest first. An inviter who is no member any more appears as "Deleted User".
#[derive(Debug)]
pub struct ListInvitations {
    /// The organization.
    pub organization: OrganizationId,
    /// Only those in this state; in any where none is named.
    pub state: Option<InvitationState>,
    /// The page.
    pub page: PageRequest,
}

#[async_trait]
impl View for ListInvitations {
    type Output = Page<InvitationEntry>;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Page<InvitationEntry>, AccessError> {
        scope
            .actor()
            .authorize_in(self.organization, Action::Invite)?;
        let query = InvitationQuery {
            state: self.state,
            now: scope.now(),
            page: self.page,
        };
        let page = scope
            .directory()
            .list_invitations(self.organization, query)
            .await?;
        let policy = scope.settings().mail;
        Ok(page.map(|entry| as_shown(entry, policy)))
    }
}

/// Shows one invitation.
#[derive(Debug)]
pub struct ViewInvitation {
    /// The organization.
    pub organization: OrganizationId,
    /// The invitation.
    pub invitation: InvitationId,
}

#[async_trait]
impl View for ViewInvitation {
    type Output = InvitationEntry;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<InvitationEntry, AccessError> {
        scope
            .actor()
            .authorize_in(self.organization, Action::Invite)?;
        let found = scope
            .directory()
            .find_invitation(self.organization, self.invitation)
            .await?;
        let entry = found.ok_or(Denied::NotFound)?;
        Ok(as_shown(entry, scope.settings().mail))
    }
}

fn as_shown(entry: InvitationEntry, policy: MailPolicy) -> InvitationEntry {
    let inviter = entry.inviter.map(person_as_shown);
    let delivery = match (policy, entry.delivery.state) {
        // It was written before mail was switched off.
        (MailPolicy::Off, Some(MailState::Queued)) => Delivery::OFF,
        _ => entry.delivery,
    };
    InvitationEntry {
        inviter,
        delivery,
        ..entry
    }
}
