//! Reads of which a case looks at a part only.

use async_trait::async_trait;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::Member;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Belonging, Directory, StoreError};

/// Parts of reads.
#[async_trait]
pub(crate) trait Brief {
    /// The member, whoever invited this one.
    async fn find_plain_member(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<Member>, StoreError>;

    /// Where a person belongs; nowhere without an account.
    async fn list_belongings(&self, user: UserId) -> Result<Vec<Belonging>, StoreError>;

    /// How many invitations are pending; none where there is no such organization.
    async fn count_pending_invitations(
        &self,
        organization: OrganizationId,
        now: Timestamp,
    ) -> Result<u64, StoreError>;
}

#[async_trait]
impl Brief for dyn Directory {
    async fn find_plain_member(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<Member>, StoreError> {
        let found = self.find_member(organization, user).await?;
        Ok(found.map(|entry| entry.member))
    }

    async fn list_belongings(&self, user: UserId) -> Result<Vec<Belonging>, StoreError> {
        let found = self.find_account(user).await?;
        Ok(found.map_or(Vec::new(), |account| account.belongings))
    }

    async fn count_pending_invitations(
        &self,
        organization: OrganizationId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let found = self.find_overview(organization, now).await?;
        Ok(found.map_or(0, |overview| overview.pending_invitations))
    }
}
