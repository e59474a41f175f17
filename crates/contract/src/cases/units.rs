//! `Store` and `UnitOfWork`: whole or not at all, and seen by others only then.

use muster_domain::model::account::{NewUser, User};
use muster_domain::model::api_token::StoredLegacyToken;
use muster_domain::model::audit::{AuditAction, Cause, Happening, NewAuditEvent};
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invite_link::{InviteLink, NewInviteLink};
use muster_domain::model::membership::Membership;
use muster_domain::model::organization::{NewOrganization, Organization};
use muster_domain::model::page::PageRequest;
use muster_domain::model::password_reset::NewPasswordReset;
use muster_domain::model::secret::{Digest, PasswordHash};
use muster_domain::model::session::{NewSession, Session};
use muster_domain::model::text::{OrganizationTitle, PersonName};
use muster_domain::ports::{Addressed, Credential, MemberQuery, StoreError, UnitOfWork};
use tokio::sync::oneshot;

use crate::fixtures::{ANNOTATOR, PENDING, at, email, lock, lock_user, new_membership};
use crate::{Handle, World};

/// A small world, of which every table has a row, and the names of what the change below adds.
struct Before {
    organization: Organization,
    founder: User,
    member: Membership,
    gone: Membership,
    link: InviteLink,
    session: Session,
    other_session: Session,
    token: StoredLegacyToken,
    newcomer: NewUser,
    new_token: StoredLegacyToken,
    new_title: OrganizationTitle,
    /// Digests of invite links, sessions, tokens and resets: those that are there and those to come.
    digests: Vec<Digest>,
}

async fn before(world: &World<'_>) -> Before {
    let founder = world.user().await;
    let organization = world.organization_of(&founder).await;
    let member = world.member(&organization, ANNOTATOR).await;
    let gone = world.member(&organization, PENDING).await;
    let (link, link_digest) = world.invite_link(&organization).await;
    let (session, session_digest) = world.session(founder.id).await;
    let (other_session, other_session_digest) = world.session(member.user).await;
    let token = world.legacy_token(founder.id).await;
    let new_token = world.new_legacy_token(founder.id);
    let mut digests = vec![
        link_digest,
        session_digest,
        other_session_digest,
        token.digest,
        new_token.digest,
    ];
    digests.extend((0..5).map(|_| world.digest()));
    let mut unit = world.begin().await;
    reset(&mut *unit, member.user, digests[5]).await;
    record(&mut *unit, &organization, founder.id).await;
    unit.commit().await.expect("it commits");
    let new_title = OrganizationTitle::parse("Renamed").expect("valid");
    let newcomer = NewUser::new(email("newcomer@example.com"), None, at(30));
    Before {
        organization,
        founder,
        member,
        gone,
        link,
        session,
        other_session,
        token,
        newcomer,
        new_token,
        new_title,
        digests,
    }
}

async fn reset(unit: &mut dyn UnitOfWork, user: UserId, digest: Digest) {
    let new = NewPasswordReset {
        user,
        digest,
        created_at: at(30),
        expires_at: at(40),
    };
    unit.password_resets()
        .insert(new)
        .await
        .expect("it is stored");
}

async fn record(unit: &mut dyn UnitOfWork, organization: &Organization, actor: UserId) {
    let happening = Happening::in_organization(organization.id, AuditAction::RoleChanged);
    let cause = Cause::command("a test");
    let event = NewAuditEvent {
        at: at(30),
        actor: Some(actor),
        happening,
        cause,
    };
    unit.audit_log()
        .insert(event)
        .await
        .expect("it is recorded");
}

/// Uses every write of every port, in the order of locks.
async fn change_everything(unit: &mut dyn UnitOfWork, before: &Before) {
    let mut organization = lock(unit, before.organization.id).await;
    organization.title = before.new_title.clone();
    organization.owner = before.member.user;
    unit.organizations()
        .update(&organization)
        .await
        .expect("it is there");

    let mut founder = lock_user(unit, before.founder.id).await;
    founder.first_name = PersonName::parse("Changed").expect("valid");
    founder.password = Some(PasswordHash::new("$changed".into()));
    founder.active_organization = Some(organization.id);
    let users = unit.users();
    users.update(&founder).await.expect("it is there");
    users
        .update_last_activity(before.member.user, at(31))
        .await
        .expect("it is moved");
    let newcomer = users
        .insert(before.newcomer.clone())
        .await
        .expect("the address is new")
        .id;

    let memberships = unit.memberships();
    let removed = Membership {
        removed_at: Some(at(31)),
        ..before.gone.clone()
    };
    memberships
        .update(&organization, &removed)
        .await
        .expect("it is there");
    let changed = Membership {
        standing: PENDING,
        ..before.member.clone()
    };
    memberships
        .update(&organization, &changed)
        .await
        .expect("it is there");
    let new = new_membership(newcomer, ANNOTATOR);
    memberships
        .insert(&organization, new)
        .await
        .expect("it is the first");

    let links = unit.invite_links();
    let mut link = before.link.clone();
    link.used += 1;
    link.reset(at(31));
    links
        .update(&organization, &link)
        .await
        .expect("it is there");
    let digest = before.digests[6];
    let sealed = before.new_token.sealed.clone();
    let new = NewInviteLink {
        digest,
        sealed,
        created_at: at(31),
    };
    links
        .insert(&organization, new)
        .await
        .expect("the place is free");

    change_credentials(unit, before, newcomer).await;
    record(unit, &organization, newcomer).await;
    found(unit, newcomer).await;
}

/// Uses every write of sessions, tokens and password resets.
async fn change_credentials(unit: &mut dyn UnitOfWork, before: &Before, newcomer: UserId) {
    let sessions = unit.sessions();
    let new = NewSession {
        user: newcomer,
        digest: before.digests[7],
        created_at: at(31),
    };
    sessions.insert(new).await.expect("it is stored");
    sessions
        .delete(before.session.id)
        .await
        .expect("it is deleted");
    sessions
        .update_last_active(before.other_session.id, at(31))
        .await
        .expect("it is moved");
    sessions
        .delete_of(before.gone.user, None)
        .await
        .expect("they are deleted");

    let tokens = unit.api_tokens();
    tokens
        .update_legacy(before.new_token.clone())
        .await
        .expect("there is one");
    let token = StoredLegacyToken {
        user: newcomer,
        digest: before.digests[8],
        ..before.token.clone()
    };
    tokens.insert_legacy(token).await.expect("it is the first");

    unit.password_resets()
        .end_of(before.member.user, at(31))
        .await
        .expect("they are ended");
    reset(unit, newcomer, before.digests[9]).await;
}

/// Founds one more organization.
async fn found(unit: &mut dyn UnitOfWork, owner: UserId) {
    let title = OrganizationTitle::parse("Founded").expect("valid");
    let new = NewOrganization {
        title,
        owner,
        created_at: at(31),
    };
    let organization = unit
        .organizations()
        .insert(new)
        .await
        .expect("it is stored");
    let new = new_membership(owner, ANNOTATOR);
    unit.memberships()
        .insert(&organization, new)
        .await
        .expect("it is the first");
    record(unit, &organization, owner).await;
}

/// All that the directory tells about the small world, as lines.
async fn everything(handle: &Handle, before: &Before) -> Vec<String> {
    let Handle { directory, .. } = handle;
    let mut told = Vec::new();
    let mut tell = |name: &str, what: String| told.push(format!("{name}: {what}"));
    let all = PageRequest::everything();
    let organizations = directory
        .list_organizations(all)
        .await
        .expect("they are read");
    for (organization, _) in &organizations.items {
        let present = MemberQuery::all(all);
        let removed = MemberQuery {
            removed: true,
            ..present.clone()
        };
        for query in [present, removed] {
            let members = directory.list_members(organization.id, &query).await;
            tell("members", format!("{:?}", members.expect("they are read")));
        }
        let counted = directory.count_members(organization.id).await;
        tell("count", format!("{:?}", counted.expect("they are counted")));
        let link = directory.find_invite_link(organization.id).await;
        tell("link", format!("{:?}", link.expect("it is read")));
        let log = directory.list_audit_events(organization.id, all).await;
        tell("log", format!("{:?}", log.expect("it is read")));
    }
    tell("organizations", format!("{organizations:?}"));
    let newcomer = directory.find_user_by_email(&before.newcomer.email).await;
    tell("newcomer", format!("{:?}", newcomer.expect("it is read")));
    for user in [before.founder.id, before.member.user, before.gone.user] {
        let (found, token) = (
            directory.find_user(user).await,
            directory.find_legacy_token(user).await,
        );
        tell(
            "user",
            format!(
                "{:?} {:?}",
                found.expect("it is read"),
                token.expect("it is read")
            ),
        );
        let belongings = directory.list_belongings(user).await;
        tell(
            "belongings",
            format!("{:?}", belongings.expect("they are read")),
        );
    }
    for digest in before.digests.iter().copied() {
        for credential in [Credential::Session(digest), Credential::LegacyToken(digest)] {
            let bearer = directory.find_bearer(credential, Addressed::Active).await;
            tell("bearer", format!("{:?}", bearer.expect("it is read")));
        }
        let link = directory.find_invite_link_by_digest(digest).await;
        tell("link", format!("{:?}", link.expect("it is read")));
        let reset = directory.find_password_reset(digest).await;
        tell("reset", format!("{:?}", reset.expect("it is read")));
    }
    told
}

/// How many kinds of lines differ.
fn differing(before: &[String], after: &[String]) -> Vec<String> {
    let kind = |line: &String| line.split(':').next().unwrap_or_default().to_owned();
    let mut kinds: Vec<_> = after
        .iter()
        .filter(|line| !before.contains(line))
        .map(kind)
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

const KINDS: [&str; 10] = [
    "bearer",
    "belongings",
    "count",
    "link",
    "log",
    "members",
    "newcomer",
    "organizations",
    "reset",
    "user",
];

pub async fn a_dropped_unit_leaves_nothing(world: &World<'_>) {
    let small = before(world).await;
    let old = everything(&world.handle, &small).await;
    for _ in 0..2 {
        let mut unit = world.begin().await;
        change_everything(&mut *unit, &small).await;
        drop(unit);
        assert_eq!(everything(&world.handle, &small).await, old);
    }
    // Nor does it leave a lock or a name taken behind.
    let mut unit = world.begin().await;
    change_everything(&mut *unit, &small).await;
    unit.commit().await.expect("it commits");
}

pub async fn a_committed_unit_is_seen_whole_and_not_before(world: &World<'_>) {
    let small = before(world).await;
    let other = world.open().await;
    let old = everything(&world.handle, &small).await;
    let mut unit = world.begin().await;
    change_everything(&mut *unit, &small).await;
    for handle in [&world.handle, &other] {
        assert_eq!(
            everything(handle, &small).await,
            old,
            "a reader sees an open unit"
        );
    }
    unit.commit().await.expect("it commits");
    let new = everything(&world.handle, &small).await;
    assert_eq!(differing(&old, &new), KINDS, "each table changed");
    for handle in [&other, &world.open().await] {
        assert_eq!(everything(handle, &small).await, new);
    }
}

pub async fn a_unit_sees_what_was_committed_before_it_began(world: &World<'_>) {
    let organization = world.organization().await;
    let handles = world.open_several(3).await;
    for n in 0..12 {
        let mut unit = handles[n % 3].begin().await;
        let mut locked = lock(&mut *unit, organization.id).await;
        let meant = if n == 0 {
            organization.title.as_str().to_owned()
        } else {
            n.to_string()
        };
        assert_eq!(locked.title.as_str(), meant);
        locked.title = OrganizationTitle::parse(&(n + 1).to_string()).expect("valid");
        unit.organizations()
            .update(&locked)
            .await
            .expect("it is there");
        unit.commit().await.expect("it commits");
    }
}

pub async fn a_read_sees_what_was_committed_before_it_was_asked_for(world: &World<'_>) {
    let handles = world.open_several(3).await;
    for n in 0..12 {
        let mut unit = handles[n % 3].begin().await;
        let user = unit
            .users()
            .insert(world.new_user())
            .await
            .expect("the address is new")
            .id;
        unit.commit().await.expect("it commits");
        for handle in &handles {
            let found = handle.directory.find_user(user).await.expect("it is read");
            assert!(found.is_some(), "a reader is behind");
        }
    }
}

pub async fn an_empty_unit_may_end_either_way(world: &World<'_>) {
    let organization = world.organization().await;
    for _ in 0..3 {
        drop(world.begin().await);
        world.begin().await.commit().await.expect("it commits");
        let mut unit = world.begin().await;
        lock(&mut *unit, organization.id).await;
        unit.commit().await.expect("it commits");
    }
}

pub async fn a_unit_whose_task_panicked_is_rolled_back(world: &World<'_>) {
    let organization = world.organization().await;
    let (handle, id) = (world.open().await, organization.id);
    let task = tokio::spawn(async move {
        let mut unit = handle.begin().await;
        rename(&mut *unit, id).await.expect("it is renamed");
        // Unlike panic!, this prints nothing into the output of a suite that passes.
        std::panic::resume_unwind(Box::new("on purpose"));
    });
    assert!(task.await.expect_err("it panicked").is_panic());
    assert_untouched(world, &organization).await;
}

pub async fn a_unit_whose_task_was_cancelled_is_rolled_back(world: &World<'_>) {
    let organization = world.organization().await;
    let (handle, id) = (world.open().await, organization.id);
    let (tells, told) = oneshot::channel();
    let holder = tokio::spawn(async move {
        let mut unit = handle.begin().await;
        rename(&mut *unit, id).await.expect("it is renamed");
        tells.send(()).expect("somebody waits for it");
        std::future::pending::<()>().await;
        drop(unit);
    });
    told.await.expect("it holds the lock");
    // One more waits for the lock, and is cancelled while it waits.
    let handle = world.open().await;
    let waiter = tokio::spawn(async move {
        if let Ok(mut unit) = handle.store.begin().await {
            rename(&mut *unit, id).await.ok();
        }
        std::future::pending::<()>().await;
    });
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    waiter.abort();
    assert!(waiter.await.expect_err("it was cancelled").is_cancelled());
    holder.abort();
    assert!(holder.await.expect_err("it was cancelled").is_cancelled());
    assert_untouched(world, &organization).await;
}

async fn rename(unit: &mut dyn UnitOfWork, id: OrganizationId) -> Result<(), StoreError> {
    if let Some(mut locked) = unit.organizations().lock(id).await? {
        locked.title = OrganizationTitle::parse("Half done").expect("valid");
        unit.organizations().update(&locked).await?;
    }
    Ok(())
}

/// The organization can be locked, and is as it was.
async fn assert_untouched(world: &World<'_>, organization: &Organization) {
    let seen = world.handle.insist(|handle| async move {
        let mut unit = handle.store.begin().await?;
        let locked = unit.organizations().lock(organization.id).await?;
        Ok(Organization::clone(&locked.expect("it is there")))
    });
    assert_eq!(&seen.await, organization);
}

pub async fn a_store_that_is_there_answers_a_ping(world: &World<'_>) {
    world.handle.store.ping().await.expect("it is there");
    // Also while a unit of work is open: a probe must not fail because somebody works.
    let unit = world.begin().await;
    world.handle.store.ping().await.expect("it is there");
    world.open().await.store.ping().await.expect("it is there");
    drop(unit);
}
