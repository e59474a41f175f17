//! `Outbox`: what is due, and whose turn it is to send it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use muster_domain::model::id::MailId;
use muster_domain::model::mail::{Attempt, MailState, Urgency};
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::{StoreError, UnitOfWork};
use tokio::sync::oneshot;

use crate::expect::assert_same;
use crate::fixtures::at;
use crate::post::{in_the_end, lock_mail, plain_letter};
use crate::race::{HANDLES, others_go_on, race};
use crate::{Handle, World};

async fn due(world: &World<'_>, now: Timestamp, limit: u32) -> Vec<MailId> {
    let mut unit = world.begin().await;
    let locked = unit.outbox().lock_due(Urgency::Prompt, now, limit).await;
    let locked = locked.expect("they are locked");
    // Ended and not dropped: a rollback may come later, and what is locked is passed over until then.
    unit.commit().await.expect("it commits");
    locked.iter().map(|mail| mail.id).collect()
}

/// Takes what is due, as the worker does.
async fn claim(
    unit: &mut dyn UnitOfWork,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<MailId>, StoreError> {
    let mut claimed = Vec::new();
    for mut mail in unit.outbox().lock_due(Urgency::Prompt, now, limit).await? {
        others_go_on().await;
        mail.claim(now);
        unit.outbox().update(&mail).await?;
        claimed.push(mail.id);
    }
    Ok(claimed)
}

pub async fn mails_are_stored_only_if_the_unit_is_committed(world: &World<'_>) {
    let new = || {
        vec![
            world.new_mail(plain_letter(), 30),
            world.new_mail(plain_letter(), 30),
        ]
    };
    let mut unit = world.begin().await;
    unit.outbox().insert(new()).await.expect("they are stored");
    let next = world.handle.directory.find_next_due_mail().await;
    assert_eq!(next.expect("it is read"), None);
    drop(unit);
    assert_eq!(world.queued().await, []);
    let mut unit = world.begin().await;
    unit.outbox().insert(new()).await.expect("they are stored");
    unit.outbox().insert(vec![]).await.expect("there is none");
    unit.commit().await.expect("it commits");
    assert_eq!(world.queued().await.len(), 2);
}

pub async fn the_longest_due_come_first_and_no_more_than_asked_for(world: &World<'_>) {
    let mut mails = Vec::new();
    for n in [33, 31, 35, 30, 34, 32] {
        mails.push(world.mail(n).await);
    }
    mails.sort_by_key(|mail| mail.due_at);
    let ids: Vec<_> = mails.iter().map(|mail| mail.id).collect();
    for (limit, count) in [(0, 0), (1, 1), (4, 4), (6, 6), (100, 6), (u32::MAX, 6)] {
        assert_eq!(due(world, at(40), limit).await, ids[..count], "{limit}");
    }
}

pub async fn what_is_not_due_is_not_given(world: &World<'_>) {
    let (first, second) = (world.mail(30).await, world.mail(31).await);
    let microsecond = Duration::microseconds(1);
    assert_eq!(due(world, at(30) - microsecond, 9).await, []);
    assert_eq!(due(world, at(30), 9).await, [first.id]);
    assert_eq!(due(world, at(31) - microsecond, 9).await, [first.id]);
    assert_eq!(due(world, at(31), 9).await, [first.id, second.id]);
    // One that is being tried is not due before the lease ends.
    let claimed = world.edit_mail(first.id, |mail| mail.claim(at(31))).await;
    let end = claimed.due_at;
    assert_eq!(due(world, end - microsecond, 9).await, [second.id]);
    assert_eq!(due(world, end, 9).await, [second.id, first.id]);
}

pub async fn what_was_sent_or_given_up_is_not_given_again(world: &World<'_>) {
    for attempt in [
        Attempt::Taken,
        Attempt::Never("550 no such user".to_owned()),
    ] {
        let mail = world.mail(30).await;
        let finished = world.finish(mail.id, attempt, at(31)).await;
        assert_ne!(finished.state, MailState::Queued);
        assert_eq!(due(world, in_the_end(), 9).await, []);
        assert_same(&world.find_mail(mail.id).await, &Some(finished));
    }
    let mail = world.mail(30).await;
    let again = Attempt::NotNow("421 come again".to_owned());
    let waiting = world.finish(mail.id, again, at(31)).await;
    assert_eq!(due(world, waiting.due_at, 9).await, [mail.id]);
}

pub async fn what_a_unit_took_and_dropped_is_due_again(world: &World<'_>) {
    let mail = world.mail(30).await;
    for _ in 0..2 {
        let mut unit = world.begin().await;
        let claimed = claim(&mut *unit, at(40), 9).await.expect("it is claimed");
        assert_eq!(claimed, [mail.id]);
        drop(unit);
        assert_same(&world.find_mail(mail.id).await, &Some(mail.clone()));
    }
}

pub async fn a_long_list_of_invitations_stands_before_nobody(world: &World<'_>) {
    let organization = world.organization().await;
    let invitation = world.invitation(&organization).await;
    let bulk = world.invitation_mail(&invitation).await.id;
    let prompt = world.mail(30).await.id;
    for (urgency, meant) in [(Urgency::Prompt, prompt), (Urgency::Bulk, bulk)] {
        let mut unit = world.begin().await;
        let locked = unit.outbox().lock_due(urgency, at(40), 9).await;
        let locked = locked.expect("they are locked");
        let ids: Vec<_> = locked.iter().map(|mail| mail.id).collect();
        assert_eq!(ids, [meant], "{urgency:?}");
        unit.commit().await.expect("it commits");
    }
}

pub async fn two_units_never_have_the_same_mail(world: &World<'_>) {
    let mut ids = Vec::new();
    for n in 30..36 {
        ids.push(world.mail(n).await.id);
    }
    let mut first = world.begin().await;
    let mut locked = first
        .outbox()
        .lock_due(Urgency::Prompt, at(40), 2)
        .await
        .expect("they are locked");
    let (asks, asking) = oneshot::channel();
    let handle = world.open().await;
    // Where units wait for each other, the second one begins when the first one's mails are claimed.
    let second = tokio::spawn(async move {
        asks.send(()).expect("the first waits for it");
        let claimed = handle.insist(|handle| async move {
            let mut unit = handle.store.begin().await?;
            let claimed = claim(&mut *unit, at(40), 9).await?;
            unit.commit().await?;
            Ok(claimed)
        });
        claimed.await
    });
    asking.await.expect("the second asks");
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    for mail in &mut locked {
        mail.claim(at(40));
        first.outbox().update(mail).await.expect("it is there");
    }
    first.commit().await.expect("it commits");
    let theirs = second.await.expect("the second ends");
    let ours: Vec<_> = locked.iter().map(|mail| mail.id).collect();
    assert_eq!([ours, theirs].concat(), ids);
}

pub async fn a_second_lock_sees_what_the_first_committed(world: &World<'_>) {
    let id = world.mail(30).await.id;
    let mut first = world.begin().await;
    let mut locked = lock_mail(&mut *first, id).await;
    let ended = Arc::new(AtomicBool::new(false));
    let (asks, asking) = oneshot::channel();
    let second = tokio::spawn({
        let (handle, ended) = (world.open().await, Arc::clone(&ended));
        async move {
            asks.send(()).expect("the first waits for it");
            let seen = handle.insist(|handle| async move {
                let mut unit = handle.store.begin().await?;
                let locked = unit.outbox().lock(id).await?.expect("it is there");
                Ok(locked.attempts)
            });
            let seen = seen.await;
            assert!(ended.load(Ordering::SeqCst), "two units hold one lock");
            seen
        }
    });
    asking.await.expect("the second asks");
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    locked.claim(at(40));
    first.outbox().update(&locked).await.expect("it is there");
    ended.store(true, Ordering::SeqCst);
    first.commit().await.expect("it commits");
    let seen = second.await;
    assert_eq!(seen.expect("the second had the lock after the first"), 1);
}

pub async fn many_workers_try_each_mail_once(world: &World<'_>) {
    let handles = world.open_several(HANDLES).await;
    let mails = (0..60).map(|n| world.new_mail(plain_letter(), 30 + n % 7));
    let mails = world.post(mails.collect()).await;
    let taken = race(&handles, 0..12, |handle: Handle, _| async move {
        let mut taken = Vec::new();
        loop {
            let claimed = handle.insist(|handle| async move {
                let mut unit = handle.store.begin().await?;
                let claimed = claim(&mut *unit, at(40), 3).await?;
                unit.commit().await?;
                Ok(claimed)
            });
            let claimed = claimed.await;
            if claimed.is_empty() {
                return taken;
            }
            taken.extend(claimed);
        }
    });
    let taken = taken.await.concat();
    assert_eq!(taken.len(), mails.len());
    let distinct: BTreeSet<_> = taken.into_iter().collect();
    assert_eq!(distinct, mails.iter().map(|mail| mail.id).collect());
    for mail in world.queued().await {
        assert_eq!(mail.attempts, 1);
    }
}
