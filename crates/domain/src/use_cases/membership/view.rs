//! One member.

use async_trait::async_trait;

use super::list::as_shown;
use crate::model::access::{Action, Denied};
use crate::model::id::{OrganizationId, UserId};
use crate::ports::MemberEntry;
use crate::use_cases::{AccessError, View, ViewScope};

/// Shows one member who was not removed.
#[derive(Debug)]
pub struct ViewMember {
    /// The organization.
    pub organization: OrganizationId,
    /// The person.
    pub user: UserId,
}

#[async_trait]
impl View for ViewMember {
    type Output = MemberEntry;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<MemberEntry, AccessError> {
        scope
            .actor()
            .authorize_in(self.organization, Action::UseProduct)?;
        let found = scope
            .directory()
            .find_member(self.organization, self.user)
            .await?;
        Ok(as_shown(found.ok_or(Denied::NotFound)?))
    }
}
