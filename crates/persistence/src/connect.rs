//! How the database is reached: its address, its connections, and how long they wait.

use std::path::{Path, PathBuf};
use std::time::Duration;

use muster_domain::ports::StoreError;
use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::{DatabaseConnection, RuntimeErr, SqlxSqliteConnector};
use tokio::time::{Instant, sleep};

use crate::error::store_error;

/// How long SQLite waits for a lock that another store on the same file holds, unless told.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a unit of work or a read waits for a connection. Units of work of one process wait here
/// for each other, first come, first served.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait before a new file that another process makes ready is opened again.
const OPEN_AGAIN: Duration = Duration::from_millis(10);

/// Connections for reading. SQLite answers from memory; more would only share the same cores.
const READERS: u32 = 4;

/// Where the database is, and how it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectOptions {
    database: Database,
    busy_timeout: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Database {
    Sqlite(PathBuf),
}

/// Why a URL names no database that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// No scheme, or one that is not known.
    #[error("the database URL must begin with `sqlite:`, followed by the path of a file")]
    Scheme,
    /// A PostgreSQL URL.
    #[error("this version cannot use PostgreSQL yet; give `sqlite:` and the path of a file")]
    Postgres,
    /// SQLite without a file: readers would not see what the writer wrote.
    #[error("the database URL must name a file, for example `sqlite:/var/lib/muster/muster.db`")]
    NoFile,
    /// Parameters after a question mark.
    #[error("the database URL takes no parameters after `?`")]
    Parameters,
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The file is not there and cannot be made.
    #[error("the database file {} cannot be created: {source}", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file cannot be opened as a database.
    #[error("the database {} cannot be opened: {reason}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
        /// The failure.
        source: StoreError,
    },
}

impl ConnectOptions {
    /// Reads a URL: `sqlite:<path>` or `sqlite://<path>`. The path is taken as it stands, without
    /// percent-decoding.
    pub fn parse(url: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = url.split_once(':').ok_or(UrlError::Scheme)?;
        match scheme {
            "sqlite" => {}
            "postgres" | "postgresql" => return Err(UrlError::Postgres),
            _ => return Err(UrlError::Scheme),
        }
        let path = rest.strip_prefix("//").unwrap_or(rest);
        if path.contains('?') {
            return Err(UrlError::Parameters);
        }
        if path.is_empty() || path.starts_with(':') {
            return Err(UrlError::NoFile);
        }
        Ok(Self::sqlite_file(path))
    }

    /// A SQLite database in this file.
    pub fn sqlite_file(path: impl Into<PathBuf>) -> Self {
        Self {
            database: Database::Sqlite(path.into()),
            busy_timeout: BUSY_TIMEOUT,
        }
    }

    /// Whether there is a database, so that opening it makes no new one.
    pub fn is_there(&self) -> bool {
        let Database::Sqlite(path) = &self.database;
        path.exists()
    }

    /// The files that only the server's own user should be able to read.
    pub fn private_files(&self) -> Vec<PathBuf> {
        let Database::Sqlite(path) = &self.database;
        vec![path.clone()]
    }

    /// How long a unit of work waits for one of another store on the same file, before it is told
    /// [`Busy`](StoreError::Busy). Five seconds unless set.
    #[must_use]
    pub fn busy_timeout(self, busy_timeout: Duration) -> Self {
        Self {
            busy_timeout,
            ..self
        }
    }

    /// Opens the connections: one side for units of work, one for reads.
    pub(crate) async fn open(
        &self,
    ) -> Result<(DatabaseConnection, DatabaseConnection), ConnectError> {
        let Database::Sqlite(path) = &self.database;
        let deadline = Instant::now() + self.busy_timeout;
        loop {
            match open_sqlite(path, self.busy_timeout).await {
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
}

async fn open_sqlite(
    path: &Path,
    busy_timeout: Duration,
) -> Result<(DatabaseConnection, DatabaseConnection), ConnectError> {
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
        SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sqlite_url_names_a_file() {
        for (url, path) in [
            ("sqlite:muster.db", "muster.db"),
            ("sqlite://muster.db", "muster.db"),
            ("sqlite:/var/lib/muster.db", "/var/lib/muster.db"),
            ("sqlite:///var/lib/a b%20c.db", "/var/lib/a b%20c.db"),
        ] {
            assert_eq!(
                ConnectOptions::parse(url),
                Ok(ConnectOptions::sqlite_file(path)),
                "{url}"
            );
        }
    }

    #[test]
    fn other_urls_are_refused_without_repeating_them() {
        for (url, error) in [
            ("", UrlError::Scheme),
            ("muster.db", UrlError::Scheme),
            ("mysql://root:secret@localhost/x", UrlError::Scheme),
            (
                "postgres://muster:secret@localhost/muster",
                UrlError::Postgres,
            ),
            ("postgresql:///muster", UrlError::Postgres),
            ("sqlite:", UrlError::NoFile),
            ("sqlite://", UrlError::NoFile),
            ("sqlite::memory:", UrlError::NoFile),
            ("sqlite://muster.db?mode=ro", UrlError::Parameters),
        ] {
            assert!(!error.to_string().contains("secret"));
            assert_eq!(ConnectOptions::parse(url), Err(error), "{url}");
        }
    }
}
