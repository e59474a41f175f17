//! Who did what.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::account::User;
use crate::model::id::OrganizationId;
use crate::model::page::{Page, PageRequest};
use crate::ports::AuditEntry;
use crate::use_cases::{AccessError, View, ViewScope};

/// Lists the activity log, newest first. Who is no member any more appears as "Deleted User".
#[derive(Debug)]
pub struct ListAuditEvents {
    /// The organization.
    pub organization: OrganizationId,
    /// The page.
    pub page: PageRequest,
}

#[async_trait]
impl View for ListAuditEvents {
    type Output = Page<AuditEntry>;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Page<AuditEntry>, AccessError> {
        scope
            .actor()
            .authorize_in(self.organization, Action::SeeActivity)?;
        let page = scope
            .directory()
            .list_audit_events(self.organization, self.page)
            .await?;
        Ok(page.map(|entry| AuditEntry {
            actor: entry.actor.map(as_shown),
            subject: entry.subject.map(as_shown),
            ..entry
        }))
    }
}

fn as_shown((user, is_member): (User, bool)) -> (User, bool) {
    if is_member {
        (user, true)
    } else {
        (user.deleted(), false)
    }
}
