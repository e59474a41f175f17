//! Units of work that are in each other's way, and connections that break.

use std::time::Duration;

use muster_domain::model::account::NewUser;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::UserId;
use muster_domain::model::organization::NewOrganization;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Directory as _, Store, StoreError};
use muster_persistence::{ConnectOptions, SqlStore};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use crate::database::Database;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn address(name: &str) -> EmailAddress {
    EmailAddress::parse(&format!("{name}@example.com")).expect("an address")
}

async fn sign_up(store: &SqlStore, name: &str) -> UserId {
    let mut unit = store.begin().await.expect("begun");
    let new = NewUser::new(address(name), None, NOW);
    let user = unit.users().insert(new).await.expect("stored").id;
    unit.commit().await.expect("committed");
    user
}

async fn impatient(database: &Database, milliseconds: u64) -> SqlStore {
    let options = ConnectOptions::parse(&database.url()).expect("a URL");
    let options = options.busy_timeout(Duration::from_millis(milliseconds));
    SqlStore::connect(&options).await.expect("it opens")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_too_long_is_told_that_the_store_is_busy() {
    let database = Database::migrated().await;
    let store = impatient(&database, 20).await;
    let ann = sign_up(&store, "ann").await;
    let mut first = store.begin().await.expect("begun");
    first.users().lock(ann).await.expect("locked");
    let mut second = store.begin().await.expect("begun");
    let waited = second.users().lock(ann).await;
    assert!(matches!(waited, Err(StoreError::Busy(_))), "{waited:?}");
    let found = store.find_user(ann).await.expect("reads never wait");
    assert!(found.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_wait_for_each_other_one_is_told_that_the_store_is_busy() {
    let database = Database::migrated().await;
    let store = database.open().await;
    let (ann, ben) = (sign_up(&store, "ann").await, sign_up(&store, "ben").await);
    let cross = async |first: UserId, second: UserId, met: &tokio::sync::Barrier| {
        let mut unit = store.begin().await.expect("begun");
        unit.users().lock(first).await.expect("locked");
        met.wait().await;
        unit.users().lock(second).await.map(drop)
    };
    let met = tokio::sync::Barrier::new(2);
    let (one, other) = tokio::join!(cross(ann, ben, &met), cross(ben, ann, &met));
    let [got, refused] = if one.is_ok() {
        [one, other]
    } else {
        [other, one]
    };
    got.expect("one of them goes on");
    assert!(matches!(refused, Err(StoreError::Busy(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_taken_in_the_same_moment_is_busy() {
    let database = Database::migrated().await;
    let store = database.open().await;
    sign_up(&store, "ann").await;
    let mut unit = store.begin().await.expect("begun");
    let second = unit.users().insert(NewUser::new(address("Ann"), None, NOW));
    let second = second.await;
    assert!(
        matches!(second, Err(StoreError::Busy(Some(_)))),
        "{second:?}"
    );
}

/// Above READ COMMITTED what is counted under the lock would be older than the lock.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_isolation_the_database_prefers_a_lock_sees_what_was_committed() {
    let database = Database::migrated().await;
    let prefer = format!(
        "ALTER DATABASE {} SET default_transaction_isolation = 'serializable'",
        database.name
    );
    let bare = database.bare().await;
    bare.execute_unprepared(&prefer).await.expect("set");
    let store = database.open().await;
    let ann = sign_up(&store, "ann").await;
    let mut second = store.begin().await.expect("begun");
    second.users().find(ann).await.expect("a first look");
    let mut first = store.begin().await.expect("begun");
    let new = NewOrganization::founded_by(ann, &address("ann"), None, NOW);
    let founded = first.organizations().insert(new).await.expect("founded").id;
    first.commit().await.expect("committed");
    let locked = second.organizations().lock(founded).await.expect("read");
    assert!(locked.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_connections_are_replaced() {
    let database = Database::migrated().await;
    let store = database.open().await;
    let ann = sign_up(&store, "ann").await;
    let mut caught = store.begin().await.expect("begun");
    caught.users().lock(ann).await.expect("locked");
    store.find_user(ann).await.expect("read");
    let ours = "SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let bare = database.bare().await;
    let ended = bare.query_one_raw(Statement::from_string(DbBackend::Postgres, ours));
    let ended = ended.await.expect("done").expect("a row");
    assert!(ended.try_get::<i64>("", "ended").expect("a number") >= 2);

    let lost = caught.users().find(ann).await;
    assert!(matches!(lost, Err(StoreError::Unreachable(_))), "{lost:?}");
    drop(caught);
    // Each connection is found broken once, and then another is there.
    let (mut read, mut begun) = (0, 0);
    for _ in 0..20 {
        match store.find_user(ann).await {
            Ok(found) => read += usize::from(found.is_some()),
            Err(error) => assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}"),
        }
        match store.begin().await {
            Ok(unit) => {
                unit.commit().await.expect("committed");
                begun += 1;
            }
            Err(error) => assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}"),
        }
    }
    assert!(read >= 16 && begun >= 12, "{read} reads, {begun} units");
}

/// As a primary does that became a standby.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_only_reads_cannot_be_reached_for_writing() {
    let database = Database::migrated().await;
    let store = database.open().await;
    let ann = sign_up(&store, "ann").await;
    let freeze = format!(
        "ALTER DATABASE {} SET default_transaction_read_only = on",
        database.name
    );
    let bare = database.bare().await;
    bare.execute_unprepared(&freeze).await.expect("set");
    let store = database.open().await;
    let mut unit = store.begin().await.expect("begun");
    let written = unit.users().update_last_activity(ann, Timestamp::MAX_UTC);
    let written = written.await;
    assert!(
        matches!(written, Err(StoreError::Unreachable(_))),
        "{written:?}"
    );
    let found = store.find_user(ann).await.expect("it can be read");
    assert!(found.is_some());
}
