//! The schema is brought up to date once, whoever asks, and never by a look.

use muster_domain::ports::{Store as _, StoreError};
use muster_persistence::ConnectOptions;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use crate::database::Database;

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_is_not_ready_until_migrated() {
    let database = Database::empty().await;
    let store = database.open().await;
    assert_eq!(store.key_check().await.expect("read"), None);
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

#[tokio::test(flavor = "multi_thread")]
async fn k65_of_several_that_migrate_at_once_one_does() {
    let database = Database::empty().await;
    let stores = [
        database.open().await,
        database.open().await,
        database.open().await,
    ];
    let [first, second, third] = &stores;
    let outcomes = tokio::join!(first.migrate(), second.migrate(), third.migrate());
    let mut made: Vec<_> = [outcomes.0, outcomes.1, outcomes.2]
        .into_iter()
        .map(|outcome| outcome.expect("nobody fails").len())
        .collect();
    made.sort_unstable();
    assert_eq!(made[..2], [0, 0]);
    assert!(made[2] > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_can_be_used_but_not_migrated() {
    let database = Database::migrated().await;
    let bare = database.bare().await;
    let newer =
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_of_tomorrow', 0)";
    bare.execute_unprepared(newer).await.expect("written");
    let store = database.open().await;
    store.ping().await.expect("an older server stays ready");
    assert!(matches!(store.migrate().await, Err(StoreError::Failed(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_hold_every_text_is_refused() {
    let database = Database::encoded("SQL_ASCII").await;
    let options = ConnectOptions::parse(&database.url()).expect("a URL");
    let refused = muster_persistence::SqlStore::connect(&options).await;
    let refused = refused.expect_err("refused").to_string();
    assert!(refused.contains("SQL_ASCII"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_let_in_is_told_without_the_password() {
    let database = Database::empty().await;
    let right = database.url();
    let (_, host) = right.split_once('@').expect("a user");
    for (url, reason) in [
        (
            format!("postgres://nobody-here:s3cret@{host}"),
            "nobody-here",
        ),
        (right.replace(&database.name, "no_such"), "no_such"),
        ("postgres://u:s3cret@127.0.0.1:9/x".to_owned(), "refused"),
        (
            "postgres://u:s3cret@127.0.0.1:9/x?sslmode=verify-full&sslrootcert=/no/file".to_owned(),
            "refused",
        ),
    ] {
        let options = ConnectOptions::parse(&url).expect("a URL");
        let refused = muster_persistence::SqlStore::connect(&options).await;
        let refused = refused.expect_err("refused");
        let told = refused.to_string();
        assert!(told.contains(reason), "{told}");
        assert!(!format!("{told} {refused:?}").contains("s3cret"), "{told}");
    }
}

/// A new table's ids go on after those of rows that were deleted, and so does every key that is an `id`.
#[tokio::test(flavor = "multi_thread")]
async fn ids_are_never_given_twice() {
    let database = Database::migrated().await;
    let query = "SELECT count(*) AS number FROM information_schema.columns WHERE table_schema = 'public' \
                 AND column_name = 'id' AND is_identity = 'NO' AND column_default IS NULL";
    let query = Statement::from_string(DbBackend::Postgres, query);
    let found = database.bare().await.query_one_raw(query).await;
    let found = found.expect("read").expect("a row");
    let without: i64 = found.try_get("", "number").expect("a number");
    assert_eq!(without, 0);
}
