//! `Outbox`: what is taken out of it again, and what is told about all of it.

use std::slice;

use muster_domain::model::id::{InvitationId, MailId, OrganizationId};
use muster_domain::model::mail::{Attempt, Delivery, Mail, MailState, NewMail, OutboxReport};
use muster_domain::model::time::{Duration, Timestamp};

use crate::World;
use crate::expect::{assert_missing, assert_same};
use crate::fixtures::at;
use crate::post::{in_the_end, lock_mail, plain_letter, waiting_notice};

fn never() -> Attempt {
    Attempt::Never("550 no such user".to_owned())
}

async fn withdraw(world: &World<'_>, invitations: &[InvitationId]) -> u64 {
    let mut unit = world.begin().await;
    let withdrawn = unit.outbox().withdraw(invitations).await;
    unit.commit().await.expect("it commits");
    withdrawn.expect("they are withdrawn")
}

async fn delete_finished(world: &World<'_>, before: Timestamp) -> u64 {
    let mut unit = world.begin().await;
    let deleted = unit.outbox().delete_finished(before).await;
    unit.commit().await.expect("it commits");
    deleted.expect("they are deleted")
}

async fn last_notice(world: &World<'_>, organization: OrganizationId) -> Option<Mail> {
    let mut unit = world.begin().await;
    let found = unit.outbox().find_last_waiting_notice(organization).await;
    found.expect("it is read")
}

async fn is_there(world: &World<'_>, id: MailId) -> bool {
    world.find_mail(id).await.is_some()
}

pub async fn an_unknown_one_is_not_locked(world: &World<'_>) {
    world.mail(30).await;
    for id in [0, -1, i64::MAX, i64::MIN] {
        assert_eq!(world.find_mail(MailId::new(id)).await, None);
    }
}

pub async fn only_what_is_queued_is_withdrawn(world: &World<'_>) {
    let organization = world.organization().await;
    let invitation = world.invitation(&organization).await;
    let sent = world.invitation_mail(&invitation).await;
    world.finish(sent.id, Attempt::Taken, at(30)).await;
    let failed = world.invitation_mail(&invitation).await;
    world.finish(failed.id, never(), at(31)).await;
    let waiting = world.invitation_mail(&invitation).await;
    let again = Attempt::NotNow("421 come again".to_owned());
    world.finish(waiting.id, again, at(32)).await;
    // The worker that is trying it finds it gone when it comes to tell the outcome.
    let tried = world.invitation_mail(&invitation).await;
    world.edit_mail(tried.id, |mail| mail.claim(at(33))).await;
    let fresh = world.invitation_mail(&invitation).await;

    let withdrawn = withdraw(world, slice::from_ref(&invitation.id)).await;
    assert_eq!(withdrawn, 3);
    for gone in [waiting, tried, fresh] {
        assert!(!is_there(world, gone.id).await);
    }
    for kept in [&sent, &failed] {
        assert!(is_there(world, kept.id).await);
    }
    let directory = &world.handle.directory;
    let entry = directory
        .find_invitation(organization.id, invitation.id)
        .await;
    let entry = entry.expect("it is read").expect("it is there");
    let latest = world.find_mail(failed.id).await.expect("it is there");
    assert_same(&entry.delivery, &Delivery::of(&latest));
}

pub async fn what_is_forgotten_leaves_no_delivery(world: &World<'_>) {
    let organization = world.organization().await;
    let [invitation, other] = [
        world.invitation(&organization).await,
        world.invitation(&organization).await,
    ];
    let sent = world.invitation_mail(&invitation).await;
    world.finish(sent.id, Attempt::Taken, at(30)).await;
    let waiting = world.invitation_mail(&invitation).await;
    let bystander = world.invitation_mail(&other).await;
    let mut unit = world.begin().await;
    let forgotten = unit.outbox().forget(invitation.id).await;
    forgotten.expect("they are deleted");
    unit.commit().await.expect("it commits");
    for gone in [sent, waiting] {
        assert!(!is_there(world, gone.id).await);
    }
    assert!(is_there(world, bystander.id).await);
    let directory = &world.handle.directory;
    let entry = directory
        .find_invitation(organization.id, invitation.id)
        .await;
    let entry = entry.expect("it is read").expect("it is there");
    assert_same(&entry.delivery, &Delivery::OFF);
}

pub async fn what_is_about_others_is_not_withdrawn(world: &World<'_>) {
    let organization = world.organization().await;
    let mut invitations = Vec::new();
    let mut mails = Vec::new();
    for _ in 0..5 {
        let invitation = world.invitation(&organization).await;
        mails.push(world.invitation_mail(&invitation).await.id);
        invitations.push(invitation.id);
    }
    let about = NewMail {
        organization: Some(organization.id),
        ..world.new_mail(waiting_notice(), 20)
    };
    mails.push(world.post(vec![about]).await[0].id);
    mails.push(world.mail(20).await.id);
    let left = async || -> Vec<_> {
        let mut ids: Vec<_> = world.queued().await.iter().map(|mail| mail.id).collect();
        ids.sort_unstable();
        ids
    };
    for nothing in [&[][..], &[InvitationId::new(i64::MAX)]] {
        assert_eq!(withdraw(world, nothing).await, 0);
    }
    assert_eq!(left().await, mails);
    let withdrawn = withdraw(world, &[invitations[3], invitations[1]]).await;
    assert_eq!(withdrawn, 2);
    mails.remove(3);
    mails.remove(1);
    assert_eq!(left().await, mails);
}

pub async fn one_that_was_withdrawn_cannot_be_updated(world: &World<'_>) {
    let organization = world.organization().await;
    let invitation = world.invitation(&organization).await;
    let mail = world.invitation_mail(&invitation).await;
    let mut unit = world.begin().await;
    let mail = lock_mail(&mut *unit, mail.id).await;
    let outbox = unit.outbox();
    outbox
        .withdraw(&[invitation.id])
        .await
        .expect("it is withdrawn");
    assert_missing(outbox.update(&mail).await);
}

pub async fn a_withdrawal_that_is_rolled_back_is_none(world: &World<'_>) {
    let organization = world.organization().await;
    let invitation = world.invitation(&organization).await;
    let mail = world.invitation_mail(&invitation).await;
    let mut unit = world.begin().await;
    let outbox = unit.outbox();
    outbox
        .withdraw(&[invitation.id])
        .await
        .expect("it is withdrawn");
    let locked = outbox.lock(mail.id).await.expect("it is looked for");
    assert!(locked.is_none());
    drop(unit);
    assert_same(&world.find_mail(mail.id).await, &Some(mail));
}

pub async fn the_last_waiting_notice_is_the_newest(world: &World<'_>) {
    let (organization, other) = (world.organization().await, world.organization().await);
    let post = async |organization, letter, due| {
        let new = NewMail {
            organization: Some(organization),
            ..world.new_mail(letter, due)
        };
        world.post(vec![new]).await.remove(0)
    };
    let others = post(other.id, waiting_notice(), 99).await;
    post(organization.id, plain_letter(), 98).await;
    assert_eq!(last_notice(world, organization.id).await, None);
    let first = post(organization.id, waiting_notice(), 40).await;
    let last = last_notice(world, organization.id).await;
    assert_same(&last, &Some(first.clone()));
    let second = post(organization.id, waiting_notice(), 41).await;
    let last = last_notice(world, organization.id).await;
    assert_same(&last, &Some(second.clone()));
    // An earlier one that is tried does not become the newest; one that was given up still is.
    world.finish(first.id, Attempt::Taken, at(60)).await;
    let last = last_notice(world, organization.id).await;
    assert_same(&last, &Some(second.clone()));
    let failed = world.finish(second.id, never(), at(50)).await;
    let last = last_notice(world, organization.id).await;
    assert_same(&last, &Some(failed));
    assert_same(&last_notice(world, other.id).await, &Some(others));
}

pub async fn the_last_waiting_notice_is_seen_in_the_unit_that_wrote_it(world: &World<'_>) {
    let organization = world.organization().await;
    let new = NewMail {
        organization: Some(organization.id),
        ..world.new_mail(waiting_notice(), 40)
    };
    let to = new.to.clone();
    let mut unit = world.begin().await;
    let outbox = unit.outbox();
    outbox.insert(vec![new]).await.expect("it is stored");
    let found = outbox.find_last_waiting_notice(organization.id).await;
    let found = found.expect("it is read").expect("it is there");
    assert_eq!(found.to, to);
}

pub async fn what_finished_long_ago_is_deleted(world: &World<'_>) {
    let (sent, failed) = (world.mail(30).await.id, world.mail(30).await.id);
    world.finish(sent, Attempt::Taken, at(40)).await;
    world.finish(failed, never(), at(41)).await;
    let microsecond = Duration::microseconds(1);
    assert_eq!(delete_finished(world, at(40)).await, 0);
    assert!(is_there(world, sent).await);
    assert_eq!(delete_finished(world, at(40) + microsecond).await, 1);
    assert!(!is_there(world, sent).await);
    assert_eq!(delete_finished(world, at(41)).await, 0);
    assert!(is_there(world, failed).await);
    assert_eq!(delete_finished(world, at(50)).await, 1);
    assert!(!is_there(world, failed).await);
    assert_eq!(delete_finished(world, at(50)).await, 0);
}

pub async fn what_waits_or_is_about_an_invitation_is_not_deleted(world: &World<'_>) {
    let organization = world.organization().await;
    let invitation = world.invitation(&organization).await;
    let mut kept = vec![world.mail(30).await.id];
    for attempt in [Attempt::Taken, never()] {
        let mail = world.invitation_mail(&invitation).await.id;
        world.finish(mail, attempt, at(31)).await;
        kept.push(mail);
    }
    let waiting = world.mail(30).await.id;
    let again = Attempt::NotNow("421 come again".to_owned());
    world.finish(waiting, again, at(31)).await;
    kept.push(waiting);
    let gone = world.mail(30).await.id;
    world.finish(gone, Attempt::Taken, at(31)).await;
    assert_eq!(delete_finished(world, in_the_end()).await, 1);
    assert!(!is_there(world, gone).await);
    for mail in kept {
        assert!(is_there(world, mail).await);
    }
}

pub async fn the_next_due_is_told(world: &World<'_>) {
    let next = async || {
        let next = world.handle.directory.find_next_due_mail().await;
        next.expect("it is read")
    };
    assert_eq!(next().await, None);
    let late = world.mail(40).await;
    assert_eq!(next().await, Some(at(40)));
    let early = world.mail(30).await;
    assert_eq!(next().await, Some(at(30)));
    world.mail(50).await;
    assert_eq!(next().await, Some(at(30)));
    let sent = world.edit_mail(early.id, |mail| mail.record(Attempt::Taken, at(35)));
    assert_eq!(sent.await.due_at, at(30));
    assert_eq!(next().await, Some(at(40)));
    let claimed = world.edit_mail(late.id, |mail| mail.claim(at(40))).await;
    assert_eq!(next().await, Some(claimed.due_at.min(at(50))));
}

pub async fn the_report_counts_what_waits_and_what_was_given_up(world: &World<'_>) {
    let report = async || {
        let report = world.handle.directory.report_outbox().await;
        report.expect("it is counted")
    };
    let meant = |queued, oldest: Option<i64>, failed| OutboxReport {
        queued,
        oldest: oldest.map(at),
        failed,
    };
    assert_eq!(report().await, meant(0, None, 0));
    let mut mails = Vec::new();
    for created in [12, 11, 13] {
        let new = NewMail {
            created_at: at(created),
            ..world.new_mail(plain_letter(), 30)
        };
        mails.push(world.post(vec![new]).await[0].id);
    }
    assert_eq!(report().await, meant(3, Some(11), 0));
    world.finish(mails[1], Attempt::Taken, at(31)).await;
    assert_eq!(report().await, meant(2, Some(12), 0));
    world.finish(mails[0], never(), at(31)).await;
    assert_eq!(report().await, meant(1, Some(13), 1));
    // One that is being tried again still waits since it was written.
    let again = Attempt::NotNow("421 come again".to_owned());
    let waiting = world.finish(mails[2], again, at(32)).await;
    assert_eq!(waiting.state, MailState::Queued);
    assert_eq!(report().await, meant(1, Some(13), 1));
    world.finish(mails[2], never(), at(33)).await;
    assert_eq!(report().await, meant(0, None, 2));
}
