//! The people of an organization.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::id::OrganizationId;
use crate::model::membership::Member;
use crate::model::page::Page;
use crate::ports::MemberQuery;
use crate::use_cases::{AccessError, View, ViewScope};

/// Lists members. Removed ones, where asked for, appear as "Deleted User".
#[derive(Debug)]
pub struct ListMembers {
    /// The organization.
    pub organization: OrganizationId,
    /// Which, and in which order.
    pub query: MemberQuery,
}

#[async_trait]
impl View for ListMembers {
    type Output = Page<Member>;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Page<Member>, AccessError> {
        scope
            .actor()
            .authorize_in(self.organization, Action::ManagePeople)?;
        let page = scope
            .directory()
            .list_members(self.organization, &self.query)
            .await?;
        Ok(page.map(|member| match member.membership.removed_at {
            None => member,
            Some(_) => Member {
                user: member.user.deleted(),
                ..member
            },
        }))
    }
}
