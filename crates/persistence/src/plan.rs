//! For tests: how SQLite answers a statement of ours.

use sea_orm::{ConnectionTrait as _, DbBackend, Statement, StatementBuilder};

use crate::{ConnectOptions, SqlStore};

/// The steps of SQLite's plan, on an empty database: what it can do without statistics.
pub(crate) async fn of(query: &impl StatementBuilder) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = ConnectOptions::sqlite_file(folder.path().join("muster.db"));
    let store = SqlStore::connect(&options).await.expect("it opens");
    store.migrate().await.expect("it is migrated");
    let mut explain: Statement = query.build(&DbBackend::Sqlite);
    explain.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
    let steps = store.reader().query_all_raw(explain).await.expect("a plan");
    steps
        .iter()
        .map(|step| step.try_get("", "detail").expect("text"))
        .collect()
}

/// Whether the plan looks things up, and neither reads a table through nor sorts.
pub(crate) fn is_along_indexes(plan: &[String]) -> bool {
    plan.iter().any(|step| step.starts_with("SEARCH"))
        && !plan
            .iter()
            .any(|step| step.starts_with("SCAN") || step.starts_with("USE TEMP B-TREE"))
}
