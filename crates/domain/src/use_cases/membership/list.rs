//! The people of an organization.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::id::OrganizationId;
use crate::model::page::Page;
use crate::ports::{MemberEntry, MemberQuery};
use crate::use_cases::{AccessError, View, ViewScope, person_as_shown};

/// Lists members. Removed ones, where asked for, appear as "Deleted User", and so do inviters who are no members any
/// more.
#[derive(Debug)]
pub struct ListMembers {
    /// The organization.
    pub organization: OrganizationId,
    /// Which, and in which order.
    pub query: MemberQuery,
}

#[async_trait]
impl View for ListMembers {
    type Output = Page<MemberEntry>;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Page<MemberEntry>, AccessError> {
        scope
            .actor()
            .authorize_in(self.organization, Action::ManagePeople)?;
        let page = scope
            .directory()
            .list_members(self.organization, &self.query)
            .await?;
        Ok(page.map(as_shown))
    }
}

/// A member as others see one.
pub(super) fn as_shown(mut entry: MemberEntry) -> MemberEntry {
    if entry.member.membership.removed_at.is_some() {
        entry.member.user = entry.member.user.deleted();
    }
    MemberEntry {
        inviter: entry.inviter.map(person_as_shown),
        ..entry
    }
}
