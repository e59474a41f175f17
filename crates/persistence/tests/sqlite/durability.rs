//! What was committed stays, what was not is gone, and the file is its owner's alone.

use muster_domain::ports::{Directory as _, Store as _};
use muster_persistence::{ConnectError, ConnectOptions, SqlStore};

use crate::world::{World, address, begin, found, sign_up};

#[tokio::test]
async fn what_was_committed_survives_reopening_and_the_rest_is_gone() {
    let world = World::migrated().await;
    let store = world.open().await;
    let (organization, owner) = found(&store, "ann").await;
    let mut unit = begin(&store).await;
    sign_up(unit.as_mut(), "ben").await.expect("stored");
    drop(unit);
    store.close().await.expect("it closes");

    let store = world.open().await;
    let found = store.find_organization(organization).await.expect("read");
    assert_eq!(found.map(|organization| organization.owner), Some(owner));
    let ben = store.find_user_by_email(&address("ben")).await;
    assert_eq!(ben.expect("read"), None);
}

#[tokio::test]
async fn a_store_that_is_never_closed_loses_nothing() {
    let world = World::migrated().await;
    let store = world.open().await;
    let (organization, _) = found(&store, "ann").await;
    let copy = world.left_by_a_kill();
    let found = copy.open().await.find_organization(organization).await;
    assert!(found.expect("read").is_some());
    drop(store);
}

#[tokio::test]
async fn a_write_given_up_halfway_leaves_nothing_behind() {
    let world = World::migrated().await;
    let store = world.open().await;
    for _ in 0..20 {
        let mut unit = begin(&store).await;
        tokio::select! {
            biased;
            _ = sign_up(unit.as_mut(), "ann") => {}
            () = tokio::task::yield_now() => {}
        }
        drop(unit);
        tokio::select! {
            biased;
            _ = store.begin() => {}
            () = std::future::ready(()) => {}
        }
    }
    let mut unit = begin(&store).await;
    let ann = unit.users().find_by_email(&address("ann")).await;
    assert_eq!(ann.expect("read"), None);
    sign_up(unit.as_mut(), "ann").await.expect("stored");
    unit.commit().await.expect("committed");
    assert!(
        store
            .find_user_by_email(&address("ann"))
            .await
            .expect("read")
            .is_some()
    );
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_readable_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let world = World::migrated().await;
    let store = world.open().await;
    found(&store, "ann").await;
    for ending in ["", "-wal", "-shm"] {
        let file = format!("{}{ending}", world.file().display());
        let mode = std::fs::metadata(&file)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{ending}");
    }
}

#[tokio::test]
async fn a_missing_folder_is_told() {
    let world = World::empty();
    let file = world.file().with_file_name("nowhere").join("muster.db");
    let outcome = SqlStore::connect(&ConnectOptions::sqlite_file(&file)).await;
    let error = outcome.expect_err("refused");
    assert!(
        matches!(&error, ConnectError::Create { path, .. } if *path == file),
        "{error}"
    );
}

#[tokio::test]
async fn the_check_of_the_server_key_is_kept_and_replaced() {
    let world = World::migrated().await;
    let store = world.open().await;
    assert_eq!(store.key_check().await.expect("read"), None);
    for check in [b"first".as_slice(), b"second"] {
        store.set_key_check(check).await.expect("stored");
        let other = world.open().await;
        assert_eq!(
            other.key_check().await.expect("read").as_deref(),
            Some(check)
        );
    }
}

#[tokio::test]
async fn a_closed_store_says_that_it_cannot_be_reached() {
    let world = World::migrated().await;
    let store = world.open().await;
    store.clone().close().await.expect("it closes");
    let unreachable = |error| matches!(error, muster_domain::ports::StoreError::Unreachable(_));
    assert!(store.ping().await.is_err_and(unreachable));
    assert!(store.begin().await.err().is_some_and(unreachable));
}
