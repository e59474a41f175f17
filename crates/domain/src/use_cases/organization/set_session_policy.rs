//! How long sessions last.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::OrganizationId;
use crate::model::session::{Minutes, SessionPolicy};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Sets the session policy. It binds from the next request on. What is `None` stays.
#[derive(Debug)]
pub struct SetSessionPolicy {
    /// The organization.
    pub organization: OrganizationId,
    /// Minutes in all.
    pub max_age: Option<Minutes>,
    /// Minutes without activity.
    pub max_idle: Option<Minutes>,
}

#[async_trait]
impl UseCase for SetSessionPolicy {
    type Output = ();
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), AccessError> {
        let mut organization = scope
            .lock(self.organization, Action::SetSessionPolicy)
            .await?;
        let old = organization.session_policy;
        let now = scope.now();
        organization.session_policy = SessionPolicy {
            max_age: self.max_age.unwrap_or(old.max_age),
            max_idle: self.max_idle.unwrap_or(old.max_idle),
            updated_at: now,
        };
        organization.updated_at = now;
        scope.organizations().update(&organization).await?;
        let words =
            |policy: SessionPolicy| format!("{} / {}", policy.max_age.get(), policy.max_idle.get());
        let changed =
            Happening::in_organization(organization.id, AuditAction::SessionPolicyChanged)
                .from_value(words(old))
                .to_value(words(organization.session_policy));
        scope.record(changed).await?;
        Ok(())
    }
}
