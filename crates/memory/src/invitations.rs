//! E-mail invitations, open and ended.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, OrganizationId, UserId};
use muster_domain::model::invitation::{HowEnded, Invitation, InvitationEnd, NewInvitation};
use muster_domain::model::organization::Organization;
use muster_domain::model::secret::Digest;
use muster_domain::ports::{Invitations, Locked, StoreError};

use crate::state::{State, not_unique};

/// The invitations and the ways by which one is found.
#[derive(Clone, Default)]
pub(crate) struct InvitationTable {
    rows: BTreeMap<InvitationId, Invitation>,
    /// Every digest that an invitation ever had.
    links: BTreeMap<Digest, InvitationId>,
    /// The one that each person accepted last in each organization.
    accepted: BTreeMap<(OrganizationId, UserId), InvitationId>,
    /// Those that have not ended, by organization and canonical address.
    open: BTreeMap<(OrganizationId, String), InvitationId>,
}

#[async_trait]
impl Invitations for State {
    async fn find(&mut self, digest: Digest) -> Result<Option<Invitation>, StoreError> {
        Ok(self.invitations.by_digest(digest).cloned())
    }

    async fn find_by_id(
        &mut self,
        organization: &Locked<Organization>,
        id: InvitationId,
    ) -> Result<Option<Invitation>, StoreError> {
        Ok(self.invitations.of(organization.id, id).cloned())
    }

    async fn find_accepted(
        &mut self,
        organization: &Locked<Organization>,
        user: UserId,
    ) -> Result<Option<Invitation>, StoreError> {
        Ok(self.invitations.accepted(organization.id, user).cloned())
    }

    async fn list_open(
        &mut self,
        organization: &Locked<Organization>,
        addresses: &[EmailAddress],
    ) -> Result<Vec<Invitation>, StoreError> {
        let found: BTreeSet<_> = addresses
            .iter()
            .filter_map(|address| self.invitations.open.get(&key(organization.id, address)))
            .collect();
        Ok(found
            .into_iter()
            .filter_map(|id| self.invitations.by_id(*id).cloned())
            .collect())
    }

    async fn insert(
        &mut self,
        organization: &Locked<Organization>,
        new: Vec<NewInvitation>,
    ) -> Result<Vec<Invitation>, StoreError> {
        self.invitations.admit(organization.id, &new)?;
        let table = Arc::make_mut(&mut self.invitations);
        let mut stored = Vec::with_capacity(new.len());
        for new in new {
            let invitation = Invitation {
                id: InvitationId::new(self.ids.invitation.next()),
                organization: organization.id,
                email: new.email,
                name: new.name,
                role: new.role,
                digest: new.digest,
                sealed: Some(new.sealed),
                invited_by: new.invited_by,
                created_at: new.created_at,
                expires_at: new.expires_at,
                ended: None,
            };
            table.put(invitation.clone());
            stored.push(invitation);
        }
        Ok(stored)
    }

    async fn update(
        &mut self,
        organization: &Locked<Organization>,
        invitations: &[Invitation],
    ) -> Result<(), StoreError> {
        let table = Arc::make_mut(&mut self.invitations);
        for invitation in invitations {
            let row = table
                .of(organization.id, invitation.id)
                .ok_or(StoreError::Missing("invitations"))?;
            let invitation = Invitation {
                organization: row.organization,
                ..invitation.clone()
            };
            table.replace(invitation)?;
        }
        Ok(())
    }
}

impl InvitationTable {
    /// All of them, oldest first.
    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = &Invitation> {
        self.rows.values()
    }

    /// The one with this id.
    pub(crate) fn by_id(&self, id: InvitationId) -> Option<&Invitation> {
        self.rows.get(&id)
    }

    /// The one with this id, if it is the organization's.
    pub(crate) fn of(&self, organization: OrganizationId, id: InvitationId) -> Option<&Invitation> {
        self.by_id(id)
            .filter(|row| row.organization == organization)
    }

    /// The one that this person accepted last in the organization.
    pub(crate) fn accepted(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Option<&Invitation> {
        self.by_id(*self.accepted.get(&(organization, user))?)
    }

    /// The one that has or had this digest.
    pub(crate) fn by_digest(&self, digest: Digest) -> Option<&Invitation> {
        self.by_id(*self.links.get(&digest)?)
    }

    /// Whether all of them may be stored beside those that are here, and beside each other.
    fn admit(&self, organization: OrganizationId, new: &[NewInvitation]) -> Result<(), StoreError> {
        let (mut addresses, mut digests) = (BTreeSet::new(), BTreeSet::new());
        for new in new {
            let key = key(organization, &new.email);
            if self.open.contains_key(&key) || !addresses.insert(key) {
                return Err(not_unique(OPEN));
            }
            if self.links.contains_key(&new.digest) || !digests.insert(new.digest) {
                return Err(not_unique(SAME_SECRET));
            }
        }
        Ok(())
    }

    fn replace(&mut self, invitation: Invitation) -> Result<(), StoreError> {
        let (id, key) = (invitation.id, key_of(&invitation));
        let taken = |holder: Option<&InvitationId>| holder.is_some_and(|holder| *holder != id);
        if invitation.ended.is_none() && taken(self.open.get(&key)) {
            return Err(not_unique(OPEN));
        }
        if taken(self.links.get(&invitation.digest)) {
            return Err(not_unique(SAME_SECRET));
        }
        if let Some(old) = self.rows.remove(&id)
            && old.ended.is_none()
        {
            self.open.remove(&key_of(&old));
        }
        self.put(invitation);
        Ok(())
    }

    fn put(&mut self, invitation: Invitation) {
        self.links.insert(invitation.digest, invitation.id);
        if let Some(InvitationEnd {
            how: HowEnded::Accepted,
            by: Some(user),
            at,
        }) = invitation.ended
        {
            let key = (invitation.organization, user);
            let last = self.accepted(invitation.organization, user);
            let last = last.and_then(|last| Some((last.ended?.at, last.id)));
            if last.is_none_or(|last| last <= (at, invitation.id)) {
                self.accepted.insert(key, invitation.id);
            }
        }
        if invitation.ended.is_none() {
            self.open.insert(key_of(&invitation), invitation.id);
        }
        self.rows.insert(invitation.id, invitation);
    }
}

const OPEN: &str = "an invitation for this address that has not ended";
const SAME_SECRET: &str = "an invitation with this secret";

fn key(organization: OrganizationId, address: &EmailAddress) -> (OrganizationId, String) {
    (organization, address.canonical().to_owned())
}

fn key_of(invitation: &Invitation) -> (OrganizationId, String) {
    key(invitation.organization, &invitation.email)
}
