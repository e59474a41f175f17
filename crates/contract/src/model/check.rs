//! The directory tells what the model says.

use muster_domain::model::account::User;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::{Member, Membership};
use muster_domain::model::organization::Organization;
use muster_domain::model::page::PageRequest;
use muster_domain::model::seats::Headcount;
use muster_domain::model::session::Session;
use muster_domain::ports::{
    Addressed, Bearer, Belonging, Credential, FoundMembership, MemberQuery, Presence,
};

use super::Model;
use crate::World;
use crate::brief::Brief as _;
use crate::expect::assert_same;
use crate::fixtures::at;

impl Model {
    /// Compares everything.
    pub(crate) async fn check(&self, world: &World<'_>) {
        for organization in self.organizations.values() {
            self.check_organization(world, organization).await;
        }
        for user in self.people.values() {
            self.check_person(world, user).await;
        }
        let directory = &world.handle.directory;
        for (digest, link) in &self.links {
            let found = directory
                .find_invite_link_by_digest(*digest)
                .await
                .expect("it is read");
            let organization = self.organizations[&link.organization].clone();
            assert_same(&found, &Some((link.clone(), organization)));
        }
        for (digest, session) in &self.sessions {
            let credential = Credential::Session(*digest);
            self.check_bearer(world, credential, Some(session.clone()), session.user)
                .await;
        }
        for token in self.tokens.values() {
            let credential = Credential::LegacyToken(token.digest);
            self.check_bearer(world, credential, None, token.user).await;
        }
        let sessions = self.ended_sessions.iter().copied().map(Credential::Session);
        let tokens = self
            .ended_tokens
            .iter()
            .copied()
            .map(Credential::LegacyToken);
        for credential in sessions.chain(tokens) {
            let found = directory.find_bearer(credential, Addressed::Active).await;
            assert_eq!(found.expect("it is read"), None);
        }
    }

    async fn check_organization(&self, world: &World<'_>, organization: &Organization) {
        let (directory, id) = (&world.handle.directory, organization.id);
        let found = directory.find_organization(id).await.expect("it is read");
        assert_same(&found, &Some(organization.clone()));
        let found = directory.find_invite_link(id).await.expect("it is read");
        assert_same(
            &found,
            &self.current_link(id).map(|n| self.links[n].1.clone()),
        );
        self.check_license(world, id).await;
        let mut headcount = Headcount::default();
        for removed in [false, true] {
            let rows = self.memberships.iter();
            let rows =
                rows.filter(|row| row.organization == id && row.removed_at.is_some() == removed);
            let meant: Vec<_> = rows
                .map(|row| Member {
                    membership: row.clone(),
                    role: organization.role_of(row),
                    user: self.people[&row.user].clone(),
                    invited: None,
                })
                .collect();
            if !removed {
                for member in &meant {
                    headcount.add(member.membership.standing);
                }
            }
            let query = MemberQuery {
                removed,
                ..MemberQuery::all(PageRequest::everything())
            };
            let found = directory
                .list_members(id, &query)
                .await
                .expect("they are read");
            assert_eq!(found.total, meant.len() as u64);
            let found: Vec<_> = found.items.into_iter().map(|row| row.member).collect();
            assert_same(&found, &meant);
        }
        assert_eq!(
            directory.count_members(id).await.expect("they are counted"),
            headcount
        );
        let overview = directory.find_overview(id, at(0)).await;
        let overview = overview.expect("it is read").expect("it is there");
        assert_same(&overview.headcount, &headcount);
        assert_same(&overview.license, &self.licenses.get(&id).cloned());
    }

    async fn check_person(&self, world: &World<'_>, user: &User) {
        let directory = &world.handle.directory;
        let found = directory.find_user(user.id).await.expect("it is read");
        assert_same(&found, &Some(user.clone()));
        let found = directory
            .find_legacy_token(user.id)
            .await
            .expect("it is read");
        assert_same(&found, &self.tokens.get(&user.id).cloned());
        let rows = self.memberships.iter();
        let rows = rows.filter(|row| (row.user, row.removed_at) == (user.id, None));
        let meant = rows.map(|row| {
            let organization = self.organizations[&row.organization].clone();
            let owner_email = self.people[&organization.owner].email.clone();
            Belonging {
                organization,
                membership: row.clone(),
                owner_email,
                invited: None,
            }
        });
        let found = directory
            .list_belongings(user.id)
            .await
            .expect("they are read");
        assert_same(&found, &meant.collect());
    }

    async fn check_bearer(
        &self,
        world: &World<'_>,
        credential: Credential,
        session: Option<Session>,
        user: UserId,
    ) {
        let user = self.people[&user].clone();
        let active = (Addressed::Active, user.active_organization);
        let named = self
            .organizations
            .keys()
            .map(|id| (Addressed::Organization(*id), Some(*id)));
        for (addressed, organization) in named.chain([active]) {
            let presence = organization.and_then(|id| self.presence(id, user.id));
            let meant = Bearer {
                user: user.clone(),
                session: session.clone(),
                token: None,
                presence,
            };
            let found = world
                .handle
                .directory
                .find_bearer(credential, addressed)
                .await;
            assert_same(&found.expect("it is read"), &Some(meant));
        }
    }

    fn presence(&self, organization: OrganizationId, user: UserId) -> Option<Presence> {
        let ever = |row: &Membership| (row.organization, row.user) == (organization, user);
        let membership = match self.live(organization, user) {
            Some(n) => FoundMembership::Live(self.memberships[n].clone()),
            None if self.memberships.iter().any(ever) => FoundMembership::Removed,
            None => return None,
        };
        Some(Presence {
            organization: self.organizations[&organization].clone(),
            membership,
        })
    }
}
