//! Taking a step, on the store and on the model alike.

use muster_domain::model::account::User;
use muster_domain::model::id::UserId;
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::membership::{Membership, RoleChange, Standing};
use muster_domain::model::organization::Organization;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::secret::Digest;
use muster_domain::model::session::{NewSession, Session};
use muster_domain::model::text::{OrganizationTitle, PersonName};
use muster_domain::ports::{Locked, UnitOfWork};
use proptest::sample::Index;

use super::{Model, Step};
use crate::World;
use crate::expect::{assert_refused, assert_same};
use crate::fixtures::{ADMINISTRATOR, at, lock, lock_user, new_membership};

/// Whether the store took a step; where it refused one, the unit of work is over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Yes,
    Refused,
}

impl Model {
    /// Takes one step on the store and on the model.
    pub(crate) async fn take(
        &mut self,
        world: &World<'_>,
        unit: &mut dyn UnitOfWork,
        step: Step,
    ) -> Taken {
        match step {
            Step::Join(organization, user, standing) => {
                let user = self.person(user);
                let organization = self.lock(unit, organization).await;
                return self.join(unit, &organization, user, standing).await;
            }
            Step::ChangeRole(organization, user, change, limit) => {
                let user = self.person(user);
                let organization = self.lock(unit, organization).await;
                self.change_role(unit, &organization, user, change, limit)
                    .await;
            }
            Step::Remove(organization, user) => {
                let user = self.person(user);
                let organization = self.lock(unit, organization).await;
                self.remove(unit, &organization, user).await;
            }
            Step::Install(organization, number, seats, term) => {
                let license = self.license(number, seats, term);
                let organization = self.lock(unit, organization).await;
                return self.install(unit, &organization, license).await;
            }
            Step::KeepSeats(organization, days) => {
                let organization = self.lock(unit, organization).await;
                self.keep_seats(unit, &organization, days).await;
            }
            Step::Transfer(organization, user) => {
                let user = self.person(user);
                let organization = self.lock(unit, organization).await;
                self.transfer(unit, organization, user).await;
            }
            Step::Rename(organization, text) => {
                let mut organization = self.lock(unit, organization).await;
                if let Ok(title) = OrganizationTitle::parse(&text) {
                    organization.title = title;
                    self.store_organization(unit, &organization).await;
                }
            }
            Step::ResetLink(organization) => {
                let organization = self.lock(unit, organization).await;
                self.reset_link(world, unit, &organization).await;
            }
            Step::LimitLink(organization, max_uses) => {
                let organization = self.lock(unit, organization).await;
                self.edit_link(unit, &organization, |link| link.max_uses = max_uses)
                    .await;
            }
            Step::UseLink(organization) => {
                let organization = self.lock(unit, organization).await;
                self.edit_link(unit, &organization, |link| link.used += 1)
                    .await;
            }
            Step::SetActive(user, organization) => {
                let organization = organization.map(|index| self.organization(index));
                self.edit_user(unit, user, |user| user.active_organization = organization)
                    .await;
            }
            Step::SetName(user, text) => {
                let name = PersonName::parse(&text).expect("a valid name");
                self.edit_user(unit, user, |user| user.last_name = name)
                    .await;
            }
            Step::IsActive(user, n) => {
                let user = self.person(user);
                unit.users()
                    .update_last_activity(user, at(n))
                    .await
                    .expect("it is moved or not");
                let user = self.people.get_mut(&user).expect("it is there");
                user.last_activity = user.last_activity.max(at(n));
            }
            Step::RenewToken(user) => {
                let new = world.new_legacy_token(self.person(user));
                unit.api_tokens()
                    .update_legacy(new.clone())
                    .await
                    .expect("there is one");
                let old = self.tokens.insert(new.user, new).expect("there was one");
                self.ended_tokens.push(old.digest);
            }
            Step::LogIn(user) => {
                let new = NewSession {
                    user: self.person(user),
                    digest: world.digest(),
                    created_at: at(40),
                };
                let digest = new.digest;
                let session = unit.sessions().insert(new).await.expect("it is stored");
                self.sessions.push((digest, session));
            }
            Step::SessionIsActive(..) | Step::LogOut(_) | Step::LogOutElsewhere(..) => {
                self.step_of_a_session(unit, step).await;
            }
            Step::Commit | Step::Rollback => unreachable!("they end the unit"),
        }
        Taken::Yes
    }

    /// Locks an organization, which is as this unit left it; and what the unit reads of it agrees.
    async fn lock(&self, unit: &mut dyn UnitOfWork, index: Index) -> Locked<Organization> {
        let id = self.organization(index);
        let locked = lock(unit, id).await;
        assert_same(&*locked, &self.organizations[&id]);
        let counted = unit
            .memberships()
            .count_seats(&locked)
            .await
            .expect("they are counted");
        assert_eq!(counted, self.seated(id));
        self.check_license_of(unit, &locked).await;
        let link = unit
            .invite_links()
            .find_current(&locked)
            .await
            .expect("it is read");
        assert_same(
            &link,
            &self.current_link(id).map(|n| self.links[n].1.clone()),
        );
        locked
    }

    async fn find(
        &self,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
        user: UserId,
    ) -> Option<Membership> {
        let found = unit
            .memberships()
            .find(organization.id, user)
            .await
            .expect("it is read");
        let meant = self
            .live(organization.id, user)
            .map(|n| self.memberships[n].clone());
        assert_same(&found, &meant);
        let found = unit
            .memberships()
            .list_of(user)
            .await
            .expect("they are read");
        let rows = self.memberships.iter();
        let meant = rows
            .filter(|row| (row.user, row.removed_at) == (user, None))
            .cloned();
        assert_same(&found, &meant.collect());
        self.live(organization.id, user)
            .map(|n| self.memberships[n].clone())
    }

    async fn join(
        &mut self,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
        user: UserId,
        standing: Standing,
    ) -> Taken {
        let there = self.find(unit, organization, user).await;
        let inserted = unit
            .memberships()
            .insert(organization, new_membership(user, standing))
            .await;
        if there.is_some() {
            assert_refused(inserted);
            return Taken::Refused;
        }
        let inserted = inserted.expect("it is the only one");
        let last = self.memberships.iter().map(|row| row.id).max();
        assert!(
            last.is_none_or(|last| last < inserted.id),
            "ids are in the order of joining"
        );
        assert_eq!((inserted.user, inserted.standing), (user, standing));
        self.memberships.push(inserted);
        Taken::Yes
    }

    async fn change_role(
        &mut self,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
        user: UserId,
        change: RoleChange,
        limit: u32,
    ) {
        let seats = self.seats(organization.id, SeatLimit::Limited(limit));
        if let Some(mut membership) = self.find(unit, organization, user).await
            && organization.owner != user
            && let Ok(standing) = membership.standing.change(change, seats)
        {
            membership.standing = standing;
            self.store_membership(unit, organization, membership).await;
        }
    }

    async fn remove(
        &mut self,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
        user: UserId,
    ) {
        if let Some(membership) = self.find(unit, organization, user).await
            && organization.owner != user
        {
            let removed = Membership {
                removed_at: Some(at(60)),
                ..membership
            };
            self.store_membership(unit, organization, removed).await;
        }
    }

    async fn transfer(
        &mut self,
        unit: &mut dyn UnitOfWork,
        mut organization: Locked<Organization>,
        user: UserId,
    ) {
        if let Some(mut membership) = self.find(unit, &organization, user).await
            && organization.transfer_to(&mut membership).is_ok()
        {
            assert_eq!(membership.standing, ADMINISTRATOR);
            self.store_membership(unit, &organization, membership).await;
            self.store_organization(unit, &organization).await;
        }
    }

    async fn store_membership(
        &mut self,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
        membership: Membership,
    ) {
        unit.memberships()
            .update(organization, &membership)
            .await
            .expect("it is there");
        let row = self
            .memberships
            .iter_mut()
            .find(|row| row.id == membership.id);
        *row.expect("it is there") = membership;
    }

    async fn store_organization(
        &mut self,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
    ) {
        unit.organizations()
            .update(organization)
            .await
            .expect("it is there");
        self.organizations
            .insert(organization.id, Organization::clone(organization));
    }

    async fn edit_user(
        &mut self,
        unit: &mut dyn UnitOfWork,
        index: Index,
        edit: impl FnOnce(&mut User),
    ) {
        let id = self.person(index);
        let mut user = lock_user(unit, id).await;
        assert_same(&*user, &self.people[&id]);
        edit(&mut user);
        unit.users().update(&user).await.expect("it is there");
        self.people.insert(id, User::clone(&user));
    }

    async fn edit_link(
        &mut self,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
        edit: impl FnOnce(&mut InviteLink),
    ) {
        if let Some(n) = self.current_link(organization.id) {
            let (_, link) = &mut self.links[n];
            edit(link);
            unit.invite_links()
                .update(organization, link)
                .await
                .expect("it is there");
        }
    }

    async fn reset_link(
        &mut self,
        world: &World<'_>,
        unit: &mut dyn UnitOfWork,
        organization: &Locked<Organization>,
    ) {
        self.edit_link(unit, organization, |link| link.reset(at(61)))
            .await;
        let new = world.new_invite_link();
        let digest = new.digest;
        let link = unit.invite_links().insert(organization, new).await;
        self.links.push((digest, link.expect("the place is free")));
    }

    async fn step_of_a_session(&mut self, unit: &mut dyn UnitOfWork, step: Step) {
        let pick = |sessions: &[(Digest, Session)], index: Index| {
            (!sessions.is_empty()).then(|| index.index(sessions.len()))
        };
        let sessions = unit.sessions();
        match step {
            Step::SessionIsActive(index, n) => {
                if let Some(picked) = pick(&self.sessions, index) {
                    let (_, session) = &mut self.sessions[picked];
                    let moved = sessions.update_last_active(session.id, at(n)).await;
                    moved.expect("it is moved or not");
                    session.last_active_at = session.last_active_at.max(at(n));
                }
            }
            Step::LogOut(index) => {
                if let Some(picked) = pick(&self.sessions, index) {
                    let (digest, session) = self.sessions.remove(picked);
                    sessions.delete(session.id).await.expect("it is deleted");
                    self.ended_sessions.push(digest);
                }
            }
            Step::LogOutElsewhere(user, keep) => {
                let user = self.person(user);
                let keep = keep.and_then(|index| pick(&self.sessions, index));
                let keep = keep.map(|picked| self.sessions[picked].1.id);
                let deleted = sessions
                    .delete_of(user, keep)
                    .await
                    .expect("they are deleted");
                let ends = |session: &Session| session.user == user && keep != Some(session.id);
                let ended = self.sessions.extract_if(.., |(_, session)| ends(session));
                let ended: Vec<_> = ended.map(|(digest, _)| digest).collect();
                assert_eq!(deleted, ended.len() as u64);
                self.ended_sessions.extend(ended);
            }
            other => unreachable!("{other:?} is no step of a session"),
        }
    }
}
