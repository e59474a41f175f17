//! How the database is reached: its address, its connections, and how long they wait.

mod postgres;
mod sqlite;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use muster_domain::ports::StoreError;
use sea_orm::DatabaseConnection;

use crate::reader::Reader;
use postgres::Postgres;

/// How long a unit of work waits for a lock that another holds, unless told.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the database is, and how it is opened. Shown, it tells where and nothing that is secret.
#[derive(Clone, Debug)]
pub struct ConnectOptions {
    database: Database,
    busy_timeout: Duration,
}

#[derive(Clone, Debug)]
enum Database {
    Sqlite(PathBuf),
    Postgres(Box<Postgres>),
}

/// Why a URL names no database that can be used. None repeats the URL, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// No scheme, or one that is not known.
    #[error(
        "the database URL must begin with `sqlite:`, followed by the path of a file, or with `postgres:`"
    )]
    Scheme,
    /// SQLite without a file: readers would not see what the writer wrote.
    #[error("the database URL must name a file, for example `sqlite:/var/lib/muster/muster.db`")]
    NoFile,
    /// Parameters after a question mark, for SQLite.
    #[error("the database URL takes no parameters after `?`")]
    Parameters,
    /// It is no address of PostgreSQL.
    #[error(
        "the database URL must look like `postgres://user:password@host:5432/name`; other characters than letters and \
         digits in user, password and name are written as %40 for @, %2F for /, %3F for ?, and so on"
    )]
    Address,
    /// Several hosts.
    #[error(
        "the database URL must name one host; let a proxy or a moving address lead to the primary of several"
    )]
    SeveralHosts,
    /// A parameter that is not known, or not well written.
    #[error(
        "the database URL has a parameter after `?` that is not known; there are {}", postgres::PARAMETERS.join(", ")
    )]
    UnknownParameter,
    /// `sslmode` is not one of PostgreSQL's.
    #[error("`sslmode` in the database URL must be one of {}", postgres::SSL_MODES.join(", "))]
    SslMode,
    /// `pooler` is not known.
    #[error("`pooler` in the database URL must be `transaction`, or left out")]
    Pooler,
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
    /// PostgreSQL is not there, or does not let us in.
    #[error("{server} cannot be reached: {reason}")]
    Reach {
        /// Where it should be.
        server: String,
        /// What it or the network says.
        reason: String,
    },
    /// PostgreSQL is older than what the statements need.
    #[error("{server} is version {found}; 13 or newer is needed")]
    TooOld {
        /// Where it is.
        server: String,
        /// Its version.
        found: u32,
    },
    /// The database cannot hold every text.
    #[error("{server} keeps texts as {found}; create the database with ENCODING 'UTF8'")]
    Encoding {
        /// Where it is.
        server: String,
        /// Its encoding.
        found: String,
    },
}

/// The connections of a store.
pub(crate) struct Connections {
    /// For units of work.
    pub(crate) writer: DatabaseConnection,
    /// For reads.
    pub(crate) reader: Reader,
    /// How long a unit of work waits for a lock.
    pub(crate) busy_timeout: Duration,
}

impl ConnectOptions {
    /// What `sslmode` may be in a URL of PostgreSQL.
    pub const SSL_MODES: &[&str] = &postgres::SSL_MODES;

    /// Reads a URL: `sqlite:<path>` or `sqlite://<path>`, whose path is taken as it stands, without
    /// percent-decoding; or `postgres://user:password@host:port/name?parameters`, as libpq has it.
    pub fn parse(url: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = url.split_once(':').ok_or(UrlError::Scheme)?;
        match scheme {
            "sqlite" => {}
            "postgres" | "postgresql" => {
                return Ok(Self::of(Database::Postgres(Box::new(Postgres::parse(
                    url,
                )?))));
            }
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
        Self::of(Database::Sqlite(path.into()))
    }

    fn of(database: Database) -> Self {
        Self {
            database,
            busy_timeout: BUSY_TIMEOUT,
        }
    }

    /// Whether there is a database, so that opening it makes no new one. One in PostgreSQL is never made.
    pub fn is_there(&self) -> bool {
        match &self.database {
            Database::Sqlite(path) => path.exists(),
            Database::Postgres(_) => true,
        }
    }

    /// The files that only the server's own user should be able to read.
    pub fn private_files(&self) -> Vec<PathBuf> {
        match &self.database {
            Database::Sqlite(path) => vec![path.clone()],
            Database::Postgres(_) => Vec::new(),
        }
    }

    /// How long a unit of work waits for one of another store on the same database, before it is told
    /// [`Busy`](StoreError::Busy). Five seconds unless set.
    #[must_use]
    pub fn busy_timeout(self, busy_timeout: Duration) -> Self {
        Self {
            busy_timeout,
            ..self
        }
    }

    /// Whether several processes on several machines may use the database: nothing beside it can then be taken for
    /// the database's own.
    pub fn is_shared(&self) -> bool {
        matches!(self.database, Database::Postgres(_))
    }

    /// Opens the connections: one side for units of work, one for reads.
    pub(crate) async fn open(&self) -> Result<Connections, ConnectError> {
        let (writer, reader) = match &self.database {
            Database::Sqlite(path) => sqlite::open(path, self.busy_timeout).await?,
            Database::Postgres(postgres) => postgres.open().await?,
        };
        Ok(Connections {
            writer,
            reader,
            busy_timeout: self.busy_timeout,
        })
    }
}

impl fmt::Display for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.database {
            Database::Sqlite(path) => write!(f, "SQLite in {}", path.display()),
            Database::Postgres(postgres) => postgres.fmt(f),
        }
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
            let options = ConnectOptions::parse(url).expect(url);
            assert_eq!(options.to_string(), format!("SQLite in {path}"), "{url}");
            assert!(!options.is_shared());
        }
    }

    #[test]
    fn other_urls_are_refused_without_repeating_them() {
        for (url, error) in [
            ("", UrlError::Scheme),
            ("muster.db", UrlError::Scheme),
            ("mysql://root:secret@localhost/x", UrlError::Scheme),
            ("sqlite:", UrlError::NoFile),
            ("sqlite://", UrlError::NoFile),
            ("sqlite::memory:", UrlError::NoFile),
            ("sqlite:muster.db?mode=ro", UrlError::Parameters),
        ] {
            let refused = ConnectOptions::parse(url).expect_err(url);
            assert_eq!(refused, error, "{url}");
            assert!(!refused.to_string().contains("secret"), "{url}");
        }
    }
}
