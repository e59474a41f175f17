//! The schema is brought up to date once, whoever asks, and never by a look.

use muster_domain::ports::{Store as _, StoreError};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use crate::world::{World, address, found};

#[tokio::test]
async fn an_empty_database_is_not_ready_until_migrated() {
    let world = World::empty();
    let store = world.open().await;
    assert!(matches!(
        store.ping().await,
        Err(StoreError::Unreachable(_))
    ));
    let pending = store.pending_migrations().await.expect("told");
    assert_eq!(pending.first().map(String::as_str), Some("m0001_users"));

    assert_eq!(store.migrate().await.expect("migrated"), pending);
    assert!(store.pending_migrations().await.expect("told").is_empty());
    store.ping().await.expect("ready");
}

#[tokio::test]
async fn a_migrated_database_is_left_as_it_is() {
    let world = World::migrated().await;
    let store = world.open().await;
    found(&store, "ann").await;
    assert!(store.migrate().await.expect("nothing to do").is_empty());
    let mut unit = store.begin().await.expect("begun");
    let ann = unit.users().find_by_email(&address("ann")).await;
    assert!(ann.expect("read").is_some());
}

#[tokio::test]
async fn k65_of_several_that_migrate_at_once_one_does() {
    let world = World::empty();
    let (first, second, third) = tokio::join!(world.open(), world.open(), world.open());
    let outcomes = tokio::join!(first.migrate(), second.migrate(), third.migrate());
    let mut made: Vec<_> = [outcomes.0, outcomes.1, outcomes.2]
        .into_iter()
        .map(|outcome| outcome.expect("nobody fails").len())
        .collect();
    made.sort_unstable();
    assert_eq!(made[..2], [0, 0]);
    assert!(made[2] > 0);
}

#[tokio::test]
async fn a_new_file_opens_for_all_who_come_at_once() {
    for _ in 0..30 {
        let world = World::empty();
        tokio::join!(world.open(), world.open(), world.open());
    }
}

#[tokio::test]
async fn a_newer_schema_can_be_used_but_not_migrated() {
    let world = World::migrated().await;
    world
        .vandalize(
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_of_tomorrow', 0)",
        )
        .await;
    let store = world.open().await;
    store.ping().await.expect("an older server stays ready");
    assert!(matches!(store.migrate().await, Err(StoreError::Failed(_))));
}

#[tokio::test]
async fn a_file_that_is_no_database_stays_as_it_is() {
    let world = World::empty();
    std::fs::write(
        world.file(),
        "a letter to the operator, longer than a header of SQLite would be",
    )
    .expect("written");
    let options = muster_persistence::ConnectOptions::sqlite_file(world.file());
    let error = muster_persistence::SqlStore::connect(&options)
        .await
        .expect_err("refused");
    assert!(error.to_string().contains("not a database"), "{error}");
    assert!(
        std::fs::read(world.file())
            .expect("there")
            .starts_with(b"a letter")
    );
}

#[tokio::test]
async fn ids_are_never_given_twice() {
    let world = World::migrated().await;
    let query =
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%\"id\" integer%'";
    let query = Statement::from_string(DbBackend::Sqlite, query);
    let tables = world.bare().await.query_all_raw(query).await;
    for table in tables.expect("read") {
        let sql: String = table.try_get("", "sql").expect("text");
        assert!(
            sql.contains(r#""id" integer NOT NULL PRIMARY KEY AUTOINCREMENT"#),
            "{sql}"
        );
    }
}

#[tokio::test]
async fn an_organization_without_an_owner_cannot_be() {
    let world = World::migrated().await;
    found(&world.open().await, "ann").await;
    let bare = world.bare().await;
    for owner in ["NULL", "77"] {
        let sql = format!("UPDATE organizations SET owner_id = {owner}");
        assert!(bare.execute_unprepared(&sql).await.is_err(), "{owner}");
    }
}
