//! `AuditLog`, as `Directory::list_audit_events` reads it.

use muster_domain::model::audit::{AuditAction, AuditEvent, Cause, Happening, NewAuditEvent};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::page::PageRequest;
use muster_domain::ports::{AuditEntry, AuditQuery};

use crate::World;
use crate::expect::assert_same;
use crate::fixtures::{PENDING, at, email};

async fn list(world: &World<'_>, organization: OrganizationId) -> Vec<AuditEntry> {
    let directory = &world.handle.directory;
    let page = directory
        .list_audit_events(organization, &AuditQuery::all(PageRequest::everything()))
        .await;
    let page = page.expect("they are read");
    assert_eq!(page.total, page.items.len() as u64);
    page.items
}

async fn record(world: &World<'_>, event: NewAuditEvent) {
    let mut unit = world.begin().await;
    unit.audit_log()
        .insert(vec![event])
        .await
        .expect("it is recorded");
    unit.commit().await.expect("it commits");
}

fn event(n: i64, happening: Happening) -> NewAuditEvent {
    NewAuditEvent {
        at: at(n),
        actor: None,
        happening,
        cause: Cause::command("member remove"),
    }
}

pub async fn every_field_is_kept(world: &World<'_>) {
    let organization = world.organization().await;
    let odd = "%_\\'\" \u{1f469} e\u{301} \u{202e}\u{5d0} ";
    let actor = world.member(&organization, PENDING).await.user;
    let subject = world.user().await.id;
    for (n, action) in AuditAction::ALL.iter().copied().enumerate() {
        let happening = Happening::in_organization(organization.id, action);
        let request = Cause {
            method: "PATCH".into(),
            path: format!("/api/organizations/1/memberships/{odd}"),
            response_code: [200, 0, u16::MAX][n % 3],
            ip_address: Some("2001:db8::1".into()),
            user_agent: Some(odd.repeat(40)),
        };
        let full = NewAuditEvent {
            at: at(70),
            actor: Some(actor),
            happening: happening
                .clone()
                .to(subject)
                .about(&email("A.Nn+x@B\u{fc}cher.example"))
                .from_value(odd)
                .to_value(""),
            cause: request,
        };
        let bare = event(70, happening);
        for new in [full, bare] {
            record(world, new.clone()).await;
            let entry = list(world, organization.id).await.swap_remove(0);
            let NewAuditEvent {
                at,
                actor,
                happening,
                cause,
            } = new;
            let meant = AuditEvent {
                id: entry.event.id,
                at,
                actor,
                happening,
                cause,
            };
            assert_same(&entry.event, &meant);
            assert_eq!(entry.actor.map(|(user, _)| user.id), meant.actor);
            assert_eq!(
                entry.subject.map(|(user, _)| user.id),
                meant.happening.subject
            );
        }
    }
}

pub async fn an_event_is_stored_only_if_the_unit_is_committed(world: &World<'_>) {
    let organization = world.organization().await;
    let happening = Happening::in_organization(organization.id, AuditAction::RoleChanged);
    let mut unit = world.begin().await;
    unit.audit_log()
        .insert(vec![event(1, happening.clone())])
        .await
        .expect("it is recorded");
    assert_eq!(list(world, organization.id).await, []);
    drop(unit);
    assert_eq!(list(world, organization.id).await, []);
    let mut unit = world.begin().await;
    unit.audit_log()
        .insert(vec![event(2, happening.clone())])
        .await
        .expect("it is recorded");
    unit.audit_log()
        .insert(vec![event(2, happening.clone()), event(2, happening)])
        .await
        .expect("they are recorded");
    unit.audit_log()
        .insert(vec![])
        .await
        .expect("there is none");
    unit.commit().await.expect("it commits");
    assert_eq!(list(world, organization.id).await.len(), 3);
}

pub async fn an_organizations_log_holds_only_its_own(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let action = AuditAction::RoleChanged;
    record(
        world,
        event(1, Happening::in_organization(organization.id, action)),
    )
    .await;
    record(
        world,
        event(2, Happening::in_organization(other.id, action)),
    )
    .await;
    let account = Happening::to_account(organization.owner, AuditAction::PasswordChanged);
    record(world, event(3, account)).await;
    let found = list(world, organization.id).await;
    let times: Vec<_> = found.iter().map(|entry| entry.event.at).collect();
    assert_eq!(times, [at(1)]);
    assert_eq!(list(world, OrganizationId::new(i64::MAX)).await, []);
}

pub async fn the_newest_comes_first_on_every_page(world: &World<'_>) {
    let organization = world.organization().await;
    let happening = Happening::in_organization(organization.id, AuditAction::RoleChanged);
    // Pairs of the same moment: the one recorded later is newer.
    for n in 0..25 {
        record(
            world,
            event(n / 2, happening.clone().to_value(n.to_string())),
        )
        .await;
    }
    let mut found = Vec::new();
    for page in 1..=4 {
        let request = PageRequest { page, size: 10 };
        let page = world
            .handle
            .directory
            .list_audit_events(organization.id, &AuditQuery::all(request))
            .await;
        let page = page.expect("they are read");
        assert_eq!(page.total, 25);
        found.extend(
            page.items
                .into_iter()
                .filter_map(|entry| entry.event.happening.after),
        );
    }
    let meant: Vec<_> = (0..25).rev().map(|n: i32| n.to_string()).collect();
    assert_eq!(found, meant);
}

pub async fn several_are_recorded_in_their_order(world: &World<'_>) {
    let organization = world.organization().await;
    let happening = Happening::in_organization(organization.id, AuditAction::InvitationCreated);
    let mut meant = Vec::new();
    for first in [0, 300, 600] {
        let events: Vec<_> = (first..first + 300)
            .map(|n| {
                let address = email(&format!("Guest{n}@B\u{fc}cher.example"));
                event(1, happening.clone().about(&address).to_value(n.to_string()))
            })
            .collect();
        meant.extend(events.iter().map(|event| event.happening.clone()));
        let mut unit = world.begin().await;
        unit.audit_log()
            .insert(events)
            .await
            .expect("they are recorded");
        unit.commit().await.expect("it commits");
    }
    meant.reverse();
    let found = list(world, organization.id).await;
    let found: Vec<_> = found.into_iter().map(|row| row.event.happening).collect();
    assert_same(&found, &meant);
}

pub async fn k70_people_are_told_as_members_or_not(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let directory = &world.handle.directory;
    let stranger = world.user().await;
    let member = world.member(&organization, PENDING).await;
    let gone = world.member(&organization, PENDING).await;
    world.remove(&gone).await;
    let back = world.member(&organization, PENDING).await;
    world.remove(&back).await;
    world.join(&organization, back.user, PENDING).await;
    let elsewhere = world.member(&other, PENDING).await;
    let people = [
        (stranger.id, false),
        (member.user, true),
        (gone.user, false),
        (back.user, true),
        (elsewhere.user, false),
        (organization.owner, true),
    ];
    for (person, is_member) in people {
        let happening = Happening::in_organization(organization.id, AuditAction::RoleChanged);
        let by = NewAuditEvent {
            actor: Some(person),
            ..event(1, happening.clone())
        };
        let user = directory
            .find_user(person)
            .await
            .expect("it is read")
            .expect("it is there");
        record(world, by).await;
        let entry = list(world, organization.id).await.swap_remove(0);
        assert_same(&entry.actor, &Some((user.clone(), is_member)));
        assert_eq!(entry.subject, None);
        record(world, event(1, happening.to(person))).await;
        let entry = list(world, organization.id).await.swap_remove(0);
        assert_same(&entry.subject, &Some((user, is_member)));
        assert_eq!(entry.actor, None);
    }
    assert_eq!(list(world, organization.id).await.len(), 12);
}
