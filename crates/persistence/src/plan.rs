//! For tests: how SQLite answers a statement of ours.

use sea_orm::sea_query::{SelectStatement, SqliteQueryBuilder};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use crate::{ConnectOptions, SqlStore};

/// The steps of SQLite's plan, on an empty database: what it can do without statistics.
pub(crate) async fn of(query: &SelectStatement) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = ConnectOptions::sqlite_file(folder.path().join("muster.db"));
    let store = SqlStore::connect(&options).await.expect("it opens");
    store.migrate().await.expect("it is migrated");
    let (sql, values) = query.build(SqliteQueryBuilder);
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    let explain = Statement::from_sql_and_values(DbBackend::Sqlite, explain, values);
    let steps = store.reader().query_all_raw(explain).await.expect("a plan");
    steps
        .iter()
        .map(|step| step.try_get("", "detail").expect("text"))
        .collect()
}
