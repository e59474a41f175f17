//! Memberships.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::account::User;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{MembershipId, OrganizationId, UserId};
use muster_domain::model::membership::{Membership, NewMembership, Role, Standing};
use muster_domain::model::organization::Organization;
use muster_domain::model::seats::holds_seat;
use muster_domain::ports::{Locked, Memberships, StoreError};

use crate::state::{State, not_unique};

#[async_trait]
impl Memberships for State {
    async fn find(
        &mut self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<Membership>, StoreError> {
        Ok(self.live_membership(organization, user).cloned())
    }

    async fn insert(
        &mut self,
        organization: &Locked<Organization>,
        new: NewMembership,
    ) -> Result<Membership, StoreError> {
        if self.live_membership(organization.id, new.user).is_some() {
            return Err(not_unique("a membership of this person"));
        }
        let membership = Membership {
            id: MembershipId::new(self.ids.membership.next()),
            organization: organization.id,
            user: new.user,
            standing: new.standing,
            joined_by: new.joined_by,
            created_at: new.created_at,
            removed_at: None,
        };
        Arc::make_mut(&mut self.memberships)
            .insert((membership.user, membership.id), membership.clone());
        Ok(membership)
    }

    async fn update(
        &mut self,
        organization: &Locked<Organization>,
        membership: &Membership,
    ) -> Result<(), StoreError> {
        let live = self
            .live_membership(organization.id, membership.user)
            .map(|row| row.id);
        if membership.removed_at.is_none() && live.is_some_and(|id| id != membership.id) {
            return Err(not_unique("a membership of this person"));
        }
        let row = Arc::make_mut(&mut self.memberships)
            .get_mut(&(membership.user, membership.id))
            .filter(|row| row.organization == organization.id)
            .ok_or(StoreError::Missing("memberships"))?;
        *row = Membership {
            organization: row.organization,
            ..membership.clone()
        };
        Ok(())
    }

    async fn count_seats(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<u64, StoreError> {
        let seated = self.memberships.values().filter(|row| {
            row.organization == organization.id
                && row.removed_at.is_none()
                && holds_seat(row.standing)
        });
        Ok(seated.count() as u64)
    }

    async fn count_waiting(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<u64, StoreError> {
        Ok(self.headcount(organization.id).waiting)
    }

    async fn list_by_email(
        &mut self,
        organization: &Locked<Organization>,
        addresses: &[EmailAddress],
    ) -> Result<Vec<EmailAddress>, StoreError> {
        let mut seen = BTreeSet::new();
        let belongs_to_member = |address: &EmailAddress| {
            let user = self.addresses.get(address.canonical());
            user.is_some_and(|id| self.live_membership(organization.id, *id).is_some())
        };
        Ok(addresses
            .iter()
            .filter(|address| belongs_to_member(address) && seen.insert(address.canonical()))
            .cloned()
            .collect())
    }

    async fn list_administrators(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Vec<User>, StoreError> {
        let mut rows: Vec<_> = self
            .memberships
            .values()
            .filter(|row| {
                row.organization == organization.id
                    && row.removed_at.is_none()
                    && row.standing == Standing::Active(Role::Administrator)
            })
            .collect();
        rows.sort_unstable_by_key(|row| row.id);
        Ok(rows
            .into_iter()
            .filter_map(|row| self.user(row.user).cloned())
            .collect())
    }

    async fn list_of(&mut self, user: UserId) -> Result<Vec<Membership>, StoreError> {
        Ok(self
            .memberships_of(user)
            .filter(|row| row.removed_at.is_none())
            .cloned()
            .collect())
    }
}
