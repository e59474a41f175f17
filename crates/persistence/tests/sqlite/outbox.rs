//! A server that dies in the midst of sending loses no mail.

use muster_domain::model::mail::{LEASE, Urgency};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Directory as _, UnitOfWork};

use crate::world::{NOW, World, begin, found, invite};

/// Takes the one mail that is due, as a server does before it sends it.
async fn claim(unit: &mut dyn UnitOfWork, now: Timestamp) -> Option<u32> {
    let due = unit
        .outbox()
        .lock_due(Urgency::Bulk, now, 10)
        .await
        .expect("read");
    let mut mail = due.into_iter().next()?;
    mail.claim(now);
    unit.outbox().update(&mail).await.expect("stored");
    Some(mail.attempts)
}

#[tokio::test]
async fn a_mail_that_a_killed_server_had_taken_is_due_again_after_its_lease() {
    let world = World::migrated().await;
    let store = world.open().await;
    let (organization, _) = found(&store, "ann").await;
    invite(&store, organization, "ben").await;
    let mut unit = begin(&store).await;
    assert_eq!(claim(unit.as_mut(), NOW).await, Some(1));
    unit.commit().await.expect("committed");

    let other = world.left_by_a_kill().open().await;
    let mut unit = begin(&other).await;
    assert_eq!(claim(unit.as_mut(), NOW).await, None);
    let next = other.find_next_due_mail().await.expect("read");
    assert_eq!(next, Some(NOW + LEASE));
    let due = unit.outbox().lock_due(Urgency::Bulk, NOW + LEASE, 10).await;
    let due = due.expect("read");
    assert!(due[0].secret.is_some(), "its link can still be written");
    assert_eq!(claim(unit.as_mut(), NOW + LEASE).await, Some(2));
}

#[tokio::test]
async fn a_mail_that_a_killed_server_was_about_to_take_is_due() {
    let world = World::migrated().await;
    let store = world.open().await;
    let (organization, _) = found(&store, "ann").await;
    invite(&store, organization, "ben").await;
    let mut unit = begin(&store).await;
    assert_eq!(claim(unit.as_mut(), NOW).await, Some(1));

    let other = world.left_by_a_kill().open().await;
    let mut other = begin(&other).await;
    assert_eq!(claim(other.as_mut(), NOW).await, Some(1));
    drop(unit);
}
