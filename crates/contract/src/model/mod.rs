//! A model of the store: what it must tell, kept as plainly as can be.

mod check;
mod licenses;
mod step;
mod take;

use std::collections::BTreeMap;

use muster_domain::model::account::User;
use muster_domain::model::api_token::StoredLegacyToken;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::license::InstalledLicense;
use muster_domain::model::membership::Membership;
use muster_domain::model::organization::Organization;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::seats::holds_seat;
use muster_domain::model::secret::Digest;
use muster_domain::model::session::Session;
use proptest::sample::Index;

use crate::World;
use crate::brief::Brief as _;

pub(crate) use step::{Step, step};
pub(crate) use take::Taken;

const ORGANIZATIONS: usize = 2;
const PEOPLE: usize = 5;

/// Every row that the store must have.
#[derive(Clone)]
pub(crate) struct Model {
    organizations: BTreeMap<OrganizationId, Organization>,
    people: BTreeMap<UserId, User>,
    /// All that ever were, oldest first.
    memberships: Vec<Membership>,
    licenses: BTreeMap<OrganizationId, InstalledLicense>,
    seat_days: BTreeMap<OrganizationId, Vec<SeatDay>>,
    links: Vec<(Digest, InviteLink)>,
    sessions: Vec<(Digest, Session)>,
    ended_sessions: Vec<Digest>,
    tokens: BTreeMap<UserId, StoredLegacyToken>,
    ended_tokens: Vec<Digest>,
}

impl Model {
    /// Organizations with their Owners, and people without one, each with a token.
    pub(crate) async fn found(world: &World<'_>) -> Self {
        let mut model = Self {
            organizations: BTreeMap::new(),
            people: BTreeMap::new(),
            memberships: Vec::new(),
            licenses: BTreeMap::new(),
            seat_days: BTreeMap::new(),
            links: Vec::new(),
            sessions: Vec::new(),
            ended_sessions: Vec::new(),
            tokens: BTreeMap::new(),
            ended_tokens: Vec::new(),
        };
        for n in 0..PEOPLE {
            let user = world.user().await;
            model
                .tokens
                .insert(user.id, world.legacy_token(user.id).await);
            if n < ORGANIZATIONS {
                let organization = world.organization_of(&user).await;
                let founder = world
                    .handle
                    .directory
                    .find_plain_member(organization.id, user.id)
                    .await;
                let founder = founder.expect("it is read").expect("the Owner is a member");
                model.memberships.push(founder.membership);
                model.organizations.insert(organization.id, organization);
            }
            model.people.insert(user.id, user);
        }
        model
    }

    fn organization(&self, index: Index) -> OrganizationId {
        let ids: Vec<_> = self.organizations.keys().copied().collect();
        *index.get(&ids)
    }

    fn person(&self, index: Index) -> UserId {
        let ids: Vec<_> = self.people.keys().copied().collect();
        *index.get(&ids)
    }

    fn live(&self, organization: OrganizationId, user: UserId) -> Option<usize> {
        self.memberships.iter().position(|row| {
            (row.organization, row.user, row.removed_at) == (organization, user, None)
        })
    }

    fn current_link(&self, organization: OrganizationId) -> Option<usize> {
        self.links
            .iter()
            .position(|(_, link)| (link.organization, link.reset_at) == (organization, None))
    }

    fn seated(&self, organization: OrganizationId) -> u64 {
        let rows = self.memberships.iter();
        let seated = rows.filter(|row| {
            row.organization == organization && row.removed_at.is_none() && holds_seat(row.standing)
        });
        seated.count() as u64
    }
}
