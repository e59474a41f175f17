//! One member.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::id::{OrganizationId, UserId};
use crate::model::membership::Member;
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
    type Output = Member;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Member, AccessError> {
        scope
            .actor()
            .authorize_in(self.organization, Action::UseProduct)?;
        let member = scope
            .directory()
            .find_member(self.organization, self.user)
            .await?;
        Ok(member.ok_or(Denied::NotFound)?)
    }
}
