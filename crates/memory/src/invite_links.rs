//! Invite links, the current ones and those that were reset.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::id::{InviteLinkId, OrganizationId};
use muster_domain::model::invite_link::{InviteLink, NewInviteLink};
use muster_domain::model::organization::Organization;
use muster_domain::model::secret::Digest;
use muster_domain::ports::{InviteLinks, Locked, StoreError};

use crate::state::{State, not_unique};

#[async_trait]
impl InviteLinks for State {
    async fn find(&mut self, digest: Digest) -> Result<Option<InviteLink>, StoreError> {
        Ok(self.invite_links.get(&digest).cloned())
    }

    async fn find_current(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Option<InviteLink>, StoreError> {
        Ok(self.current_invite_link(organization.id).cloned())
    }

    async fn insert(
        &mut self,
        organization: &Locked<Organization>,
        new: NewInviteLink,
    ) -> Result<InviteLink, StoreError> {
        if self.current_invite_link(organization.id).is_some() {
            return Err(not_unique("an invite link that was not reset"));
        }
        if self.invite_links.contains_key(&new.digest) {
            return Err(not_unique("an invite link with this token"));
        }
        let link = InviteLink {
            id: InviteLinkId::new(self.ids.invite_link.next()),
            organization: organization.id,
            sealed: Some(new.sealed),
            created_at: new.created_at,
            expires_at: None,
            max_uses: None,
            used: 0,
            reset_at: None,
        };
        Arc::make_mut(&mut self.invite_links).insert(new.digest, link.clone());
        Ok(link)
    }

    async fn update(
        &mut self,
        organization: &Locked<Organization>,
        link: &InviteLink,
    ) -> Result<(), StoreError> {
        let current = self.current_invite_link(organization.id).map(|row| row.id);
        if link.reset_at.is_none() && current.is_some_and(|id| id != link.id) {
            return Err(not_unique("an invite link that was not reset"));
        }
        let row = Arc::make_mut(&mut self.invite_links)
            .values_mut()
            .find(|row| row.id == link.id && row.organization == organization.id)
            .ok_or(StoreError::Missing("invite_links"))?;
        *row = InviteLink {
            organization: row.organization,
            ..link.clone()
        };
        Ok(())
    }
}

impl State {
    /// The organization's link that was not reset.
    pub(crate) fn current_invite_link(&self, organization: OrganizationId) -> Option<&InviteLink> {
        self.invite_links
            .values()
            .find(|row| row.organization == organization && row.reset_at.is_none())
    }
}
