//! The store: its connections, its schema, and its units of work.

use std::time::Duration;

use async_trait::async_trait;
use muster_domain::ports::{Store, StoreError, UnitOfWork};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use sea_orm_migration::MigratorTrait as _;

use crate::connect::{ConnectError, ConnectOptions, Connections};
use crate::error::store_error;
use crate::migration::{self, Migrator};
use crate::reader::Reader;
use crate::unit_of_work::SqlUnitOfWork;

/// Whoever brings a PostgreSQL schema up to date takes this lock until it is committed, and so one after the other. Of
/// what a statement of the schema itself waits for it gives up soon: behind it everybody else would wait.
const MIGRATE_ALONE: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
     SELECT pg_advisory_xact_lock(5571213); SET LOCAL lock_timeout = '10s'";

/// The roll in a SQL database: both `Store` and `Directory`. Clones share the connections.
///
/// Several stores may be open on one database, in one process or in many.
#[derive(Clone, Debug)]
pub struct SqlStore {
    writer: DatabaseConnection,
    pub(crate) reader: Reader,
    /// What a unit of work on PostgreSQL begins with.
    prologue: String,
}

/// The schema lacks changes that this version needs.
#[derive(Debug, thiserror::Error)]
#[error("the schema lacks {} changes, the first of them {}", .0.len(), .0.first().map_or("none", String::as_str))]
struct SchemaOutdated(Vec<String>);

impl SqlStore {
    /// Opens the database. A SQLite file that is not there is made, readable by its owner alone; its
    /// folder has to be there. A PostgreSQL database has to be there. The schema is left as it is: see
    /// [`migrate`](Self::migrate).
    ///
    /// # Errors
    /// The file cannot be created, or is no database that can be opened; PostgreSQL is not there, does not let us in,
    /// or cannot be used.
    pub async fn connect(options: &ConnectOptions) -> Result<Self, ConnectError> {
        let Connections {
            writer,
            reader,
            busy_timeout,
        } = options.open().await?;
        let prologue = prologue(busy_timeout, reader.is_pooled());
        Ok(Self {
            writer,
            reader,
            prologue,
        })
    }

    /// Brings the schema up to date and says which changes that took, none if it was. All of them are
    /// made in one transaction: whoever migrates at the same time waits, and finds them made.
    ///
    /// # Errors
    /// Besides what a database can fail of: the schema was changed by a newer version.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        let transaction = self.transaction().await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            let locked = transaction.execute_unprepared(MIGRATE_ALONE).await;
            locked.map_err(store_error)?;
        }
        let made: Vec<String> = Migrator::get_pending_migrations(&transaction)
            .await
            .map_err(store_error)?
            .iter()
            .map(|migration| migration.name().to_owned())
            .collect();
        if !made.is_empty() {
            Migrator::up(&transaction, None)
                .await
                .map_err(store_error)?;
            transaction.commit().await.map_err(store_error)?;
        }
        Ok(made)
    }

    /// The changes that [`migrate`](Self::migrate) would make. It only reads.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        migration::pending(&self.reader).await
    }

    /// Waits for units of work and reads to end, and closes the connections of all clones. Nothing is lost without it;
    /// SQLite folds its log into the database file.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.db.close().await.map_err(store_error)?;
        self.writer.close().await.map_err(store_error)
    }

    /// The connections for reads.
    pub(crate) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// A transaction that reads everything as of one moment.
    pub(crate) async fn snapshot(&self) -> Result<DatabaseTransaction, StoreError> {
        self.reader.snapshot().await.map_err(store_error)
    }

    /// A transaction that may write.
    pub(crate) async fn transaction(&self) -> Result<DatabaseTransaction, StoreError> {
        let mut options = TransactionOptions::default();
        let backend = self.writer.get_database_backend();
        if backend == DbBackend::Sqlite {
            // The write lock from the start: a transaction that reads first and then writes fails as
            // "locked" where another wrote in between.
            options.sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        }
        let begun = self.writer.begin_with_options(options).await;
        let transaction = begun.map_err(store_error)?;
        if backend == DbBackend::Postgres {
            let set = transaction.execute_unprepared(&self.prologue).await;
            set.map_err(store_error)?;
        }
        Ok(transaction)
    }
}

/// What a transaction on PostgreSQL is to keep to. Said in each: behind a pooler nothing else holds for us alone.
fn prologue(busy_timeout: Duration, is_pooled: bool) -> String {
    // No higher isolation: a snapshot may be older than a row lock, and seats would be counted in it. Who stops in the
    // midst, as a frozen process does, holds its locks no longer than that.
    let mut prologue = format!(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {}; \
         SET LOCAL statement_timeout = '30s'; SET LOCAL idle_in_transaction_session_timeout = '30s'",
        busy_timeout.as_millis()
    );
    if is_pooled {
        prologue.push_str("; DEALLOCATE ALL");
    }
    prologue
}

#[async_trait]
impl Store for SqlStore {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(SqlUnitOfWork::new(self.transaction().await?)))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let pending = self.pending_migrations().await?;
        if pending.is_empty() {
            Ok(())
        } else {
            Err(StoreError::Unreachable(Box::new(SchemaOutdated(pending))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{ConnectionTrait, Statement};

    async fn pragma(db: &impl ConnectionTrait, name: &str) -> String {
        let query = format!("SELECT CAST({name} AS text) AS value FROM pragma_{name}");
        let row = db
            .query_one_raw(Statement::from_string(DbBackend::Sqlite, query))
            .await;
        row.expect("read")
            .expect("a row")
            .try_get("", "value")
            .expect("text")
    }

    #[tokio::test]
    async fn a_commit_is_on_the_disk_and_readers_cannot_write() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = ConnectOptions::sqlite_file(folder.path().join("muster.db"));
        let store = SqlStore::connect(&options).await.expect("it opens");
        assert_eq!(pragma(&store.writer, "journal_mode").await, "wal");
        assert_eq!(pragma(&store.writer, "synchronous").await, "2");
        assert_eq!(pragma(&store.writer, "foreign_keys").await, "1");
        assert!(
            store
                .reader
                .db
                .execute_unprepared("CREATE TABLE t (x integer)")
                .await
                .is_err()
        );
    }
}
