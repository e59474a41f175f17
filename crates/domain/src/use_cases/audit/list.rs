//! Who did what.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::id::OrganizationId;
use crate::model::page::Page;
use crate::ports::{AuditEntry, AuditQuery};
use crate::use_cases::{AccessError, View, ViewScope, person_as_shown};

/// Lists the activity log. Who is no member any more appears as "Deleted User".
#[derive(Debug)]
pub struct ListAuditEvents {
    /// The organization.
    pub organization: OrganizationId,
    /// Which, and in which order.
    pub query: AuditQuery,
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
            .list_audit_events(self.organization, &self.query)
            .await?;
        Ok(page.map(|entry| AuditEntry {
            actor: entry.actor.map(person_as_shown),
            subject: entry.subject.map(person_as_shown),
            ..entry
        }))
    }
}
