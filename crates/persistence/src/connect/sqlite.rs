//! SQLite: one file, one connection that writes, a few that read.

use std::path::Path;
use std::time::Duration;

use muster_domain::ports::StoreError;
use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::{DatabaseConnection, RuntimeErr, SqlxSqliteConnector};
use tokio::time::{Instant, sleep};

use super::ConnectError;
use crate::error::store_error;
use crate::reader::Reader;

/// How long a unit of work or a read waits for a connection. Units of work of one process wait here
/// for each other, first come, first served.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait before a new file that another process makes ready is opened again.
const OPEN_AGAIN: Duration = Duration::from_millis(10);

/// Connections for reading. SQLite answers from memory; more would only share the same cores.
const READERS: u32 = 4;

/// Opens the file. Another store's lock is waited for as long as `busy_timeout`.
pub(super) async fn open(
    path: &Path,
    busy_timeout: Duration,
) -> Result<(DatabaseConnection, Reader), ConnectError> {
    let deadline = Instant::now() + busy_timeout;
    loop {
        match open_once(path, busy_timeout).await {
            // While another process turns on the log of a new file, SQLite says "locked" at once,
            // whatever the time-out.
            Err(ConnectError::Open {
                source: StoreError::Busy(_),
                ..
            }) if Instant::now() < deadline => sleep(OPEN_AGAIN).await,
            outcome => return outcome,
        }
    }
}

async fn open_once(
    path: &Path,
    busy_timeout: Duration,
) -> Result<(DatabaseConnection, Reader), ConnectError> {
    create_private(path).map_err(|source| ConnectError::Create {
        path: path.to_owned(),
        source,
    })?;
    let file = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(busy_timeout)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    let pool = || {
        // A connection to a file does not go stale; the last one to close would fold the log back each time.
        SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
    };
    let failed = |error| {
        let error = sea_orm::DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error)));
        ConnectError::Open {
            path: path.to_owned(),
            reason: error.to_string(),
            source: store_error(error),
        }
    };
    let writer = file.clone().journal_mode(SqliteJournalMode::Wal);
    let writer = pool()
        .max_connections(1)
        .min_connections(1)
        .connect_with(writer)
        .await
        .map_err(failed)?;
    let reader = file.read_only(true);
    let reader = pool()
        .max_connections(READERS)
        .min_connections(1)
        .connect_with(reader)
        .await
        .map_err(failed)?;
    Ok((
        SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        Reader::direct(SqlxSqliteConnector::from_sqlx_sqlite_pool(reader)),
    ))
}

/// Makes the file for its owner alone, unless it is there. SQLite gives its log files the same mode.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome.map(drop),
    }
}
