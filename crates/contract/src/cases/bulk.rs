//! As many at once as one list of addresses may hold.

use muster_domain::model::account::NewUser;
use muster_domain::model::address_list::MAX_ENTRIES;
use muster_domain::model::audit::{AuditAction, Cause, Happening, NewAuditEvent};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::InvitationId;
use muster_domain::model::invitation::HowEnded;
use muster_domain::model::mail::{Delivery, NewMail, OutboxReport};
use muster_domain::model::page::PageRequest;
use muster_domain::ports::{AuditQuery, InvitationQuery, UnitOfWork};

use crate::World;
use crate::brief::Brief as _;
use crate::fixtures::{ANNOTATOR, at, email, lock, new_membership};
use crate::post::letter_about;

fn addresses() -> Vec<EmailAddress> {
    (0..MAX_ENTRIES)
        .map(|n| email(&format!("Guest{n}@Example.com")))
        .collect()
}

/// One mail and one event about each.
async fn tell(
    world: &World<'_>,
    unit: &mut dyn UnitOfWork,
    invitations: &[(InvitationId, EmailAddress)],
    happening: &Happening,
) {
    let mails = invitations.iter().map(|(id, address)| NewMail {
        to: address.clone(),
        ..world.new_mail(letter_about(*id), 30)
    });
    let mails = mails.collect();
    unit.outbox().insert(mails).await.expect("they are stored");
    let events = invitations.iter().map(|(_, address)| NewAuditEvent {
        at: at(30),
        actor: None,
        happening: happening.clone().about(address),
        cause: Cause::command("a test"),
    });
    unit.audit_log()
        .insert(events.collect())
        .await
        .expect("they are recorded");
}

pub async fn k47_ten_thousand_are_invited_resent_and_revoked_at_once(world: &World<'_>) {
    let organization = world.organization().await;
    let addresses = addresses();
    let happening = Happening::in_organization(organization.id, AuditAction::InvitationCreated);
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let members = unit.memberships().list_by_email(&locked, &addresses).await;
    assert_eq!(members.expect("they are read"), []);
    let new = addresses
        .iter()
        .map(|address| world.new_invitation(address.clone()))
        .collect();
    let stored = unit.invitations().insert(&locked, new).await;
    let stored = stored.expect("none has an open one beside it");
    let told: Vec<_> = stored
        .iter()
        .map(|row| (row.id, row.email.clone()))
        .collect();
    tell(world, &mut *unit, &told, &happening).await;
    unit.commit().await.expect("it commits");

    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    let found = unit.invitations().list_open(&locked, &addresses).await;
    let mut found = found.expect("they are read");
    assert_eq!(found.len(), MAX_ENTRIES);
    for invitation in &mut found {
        invitation.digest = world.digest();
    }
    let updated = unit.invitations().update(&locked, &found).await;
    updated.expect("they are there");
    let ids: Vec<_> = told.iter().map(|(id, _)| *id).collect();
    let withdrawn = unit.outbox().withdraw(&ids).await;
    withdrawn.expect("they are withdrawn");
    tell(world, &mut *unit, &told, &happening).await;
    unit.commit().await.expect("it commits");

    let query = InvitationQuery {
        state: None,
        now: at(50),
        page: PageRequest::everything(),
    };
    let directory = &world.handle.directory;
    let page = directory.list_invitations(organization.id, query).await;
    let page = page.expect("they are read");
    assert_eq!(page.items.len(), MAX_ENTRIES);
    let without = page
        .items
        .iter()
        .filter(|row| row.delivery == Delivery::OFF);
    assert_eq!(without.count(), 0);

    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    for invitation in &mut found {
        invitation.end(HowEnded::Revoked, None, at(40));
    }
    let updated = unit.invitations().update(&locked, &found).await;
    updated.expect("they are there");
    let withdrawn = unit.outbox().withdraw(&ids).await;
    withdrawn.expect("they are withdrawn");
    unit.commit().await.expect("it commits");
    let pending = directory
        .count_pending_invitations(organization.id, at(50))
        .await;
    assert_eq!(pending.expect("they are counted"), 0);
    let report = directory.report_outbox().await.expect("it is counted");
    assert_eq!(report, OutboxReport::default());
    let page = PageRequest { page: 1, size: 1 };
    let query = AuditQuery::all(page);
    let log = directory.list_audit_events(organization.id, &query).await;
    assert_eq!(log.expect("it is read").total, 2 * MAX_ENTRIES as u64);
}

pub async fn members_are_found_among_ten_thousand_addresses(world: &World<'_>) {
    let organization = world.organization().await;
    let addresses = addresses();
    let mut meant = Vec::new();
    let mut unit = world.begin().await;
    let locked = lock(&mut *unit, organization.id).await;
    for address in addresses.iter().step_by(999) {
        let new = NewUser::new(address.clone(), None, at(1));
        let user = unit.users().insert(new).await.expect("the address is new");
        let new = new_membership(user.id, ANNOTATOR);
        let inserted = unit.memberships().insert(&locked, new).await;
        inserted.expect("it is the first");
        meant.push(address.canonical());
    }
    let found = unit.memberships().list_by_email(&locked, &addresses).await;
    let found = found.expect("they are read");
    let mut found: Vec<_> = found.iter().map(EmailAddress::canonical).collect();
    found.sort_unstable();
    meant.sort_unstable();
    assert_eq!(found, meant);
}
