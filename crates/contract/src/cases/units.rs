//! `Store` and `UnitOfWork`: whole or not at all, and seen by others only then.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::organization::Organization;
use muster_domain::model::text::OrganizationTitle;
use muster_domain::ports::{StoreError, UnitOfWork};
use tokio::sync::oneshot;

use crate::World;
use crate::fixtures::lock;
use crate::small_world::{KINDS, before, change_everything, differing, everything};

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
