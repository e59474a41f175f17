//! PostgreSQL: where it is, and connections that outlive its absence.

use std::fmt;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions, PgSslMode};
use sea_orm::sqlx::{ConnectOptions as _, Connection as _, Error, Executor as _, query_scalar};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use tokio::time::timeout;

use super::{ConnectError, UrlError};
use crate::reader::Reader;

/// The parameters that the URL takes after `?`.
pub(super) const PARAMETERS: [&str; 11] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    POOLER,
];

/// What `sslmode` may be.
pub(super) const SSL_MODES: [&str; 6] = [
    "disable",
    "allow",
    "prefer",
    "require",
    "verify-ca",
    "verify-full",
];

/// The one parameter of ours: what stands between us and PostgreSQL.
const POOLER: &str = "pooler";

/// How long to wait for a connection, be it that all are in use or that PostgreSQL is not there. Whoever waits for
/// longer is told so, and may come again.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// How long an unused connection is trusted. PostgreSQL is not started again in less.
const TRUSTED: Duration = Duration::from_secs(1);

/// Connections for reading: more than a few would only share the same cores.
const READERS: u32 = 4;

/// Connections for units of work, some of which wait for a lock that another holds.
const WRITERS: u32 = 8;

/// A read takes milliseconds. One that takes so long is given up.
const READ_TIMEOUT: &str = "SET statement_timeout = '10s'";

const OLDEST: u32 = 13;

/// Where PostgreSQL is.
#[derive(Clone)]
pub(super) struct Postgres {
    options: PgConnectOptions,
    /// Whether each transaction may find itself on another of PostgreSQL's connections.
    is_pooled: bool,
}

impl Postgres {
    /// Reads a URL as libpq has it, with `pooler` besides. What it leaves out follows libpq's variables.
    pub(super) fn parse(url: &str) -> Result<Self, UrlError> {
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let (_, authority) = address.split_once("://").ok_or(UrlError::Address)?;
        let host = authority.rsplit('@').next().unwrap_or_default();
        if host.contains(',') {
            return Err(UrlError::SeveralHosts);
        }
        let mut is_pooled = false;
        let mut ours = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or(UrlError::UnknownParameter)?;
            match key {
                POOLER if value == "transaction" => is_pooled = true,
                POOLER => return Err(UrlError::Pooler),
                "sslmode" if !SSL_MODES.contains(&value) => return Err(UrlError::SslMode),
                key if PARAMETERS.contains(&key) => ours.push(pair),
                _ => return Err(UrlError::UnknownParameter),
            }
        }
        let url = format!("{address}?{}", ours.join("&"));
        let options: PgConnectOptions = url.parse().map_err(|_| UrlError::Address)?;
        // A root certificate that is named is meant to be used, as libpq has it.
        let names_root = ours.iter().any(|pair| pair.starts_with("sslrootcert="));
        let options = match options.get_ssl_mode() {
            PgSslMode::Require if names_root => options.ssl_mode(PgSslMode::VerifyCa),
            _ => options,
        };
        let options = options
            // A pooler takes no parameter at the start that it cannot give to all; there are no such numbers here.
            .extra_float_digits(None)
            .disable_statement_logging();
        // What is prepared does not outlive the transaction there.
        let options = if is_pooled {
            options.statement_cache_capacity(0)
        } else {
            options
        };
        Ok(Self { options, is_pooled })
    }

    /// Opens the connections, after one that finds out why it cannot be done.
    pub(super) async fn open(&self) -> Result<(DatabaseConnection, Reader), ConnectError> {
        self.look().await?;
        let pool = |most| {
            PgPoolOptions::new()
                .max_connections(most)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .test_before_acquire(false)
                .before_acquire(|connection, meta| {
                    Box::pin(async move {
                        if meta.idle_for >= TRUSTED {
                            answers(connection).await?;
                        }
                        Ok(true)
                    })
                })
        };
        let writer = pool(WRITERS).connect_lazy_with(self.options.clone());
        let writer = SqlxPostgresConnector::from_sqlx_postgres_pool(writer);
        let reader = pool(READERS);
        if self.is_pooled {
            let reader = reader.connect_lazy_with(self.options.clone());
            let reader = SqlxPostgresConnector::from_sqlx_postgres_pool(reader);
            return Ok((writer, Reader::pooled(reader)));
        }
        let reader = reader
            .after_connect(|connection, _| {
                Box::pin(async move { connection.execute(READ_TIMEOUT).await.map(drop) })
            })
            .connect_lazy_with(self.options.clone());
        let reader = SqlxPostgresConnector::from_sqlx_postgres_pool(reader);
        Ok((writer, Reader::direct(reader)))
    }

    async fn look(&self) -> Result<(), ConnectError> {
        let failed = |reason: String| ConnectError::Reach {
            server: self.to_string(),
            reason,
        };
        let looked = timeout(ACQUIRE_TIMEOUT, async {
            let mut connection = self.options.connect().await?;
            // Both are told at the start of every connection, but the encoding is not ours to see there.
            let mut transaction = connection.begin().await?;
            let version: String = query_scalar("SELECT current_setting('server_version_num')")
                .persistent(false)
                .fetch_one(&mut *transaction)
                .await?;
            let encoding: String = query_scalar("SELECT current_setting('server_encoding')")
                .persistent(false)
                .fetch_one(&mut *transaction)
                .await?;
            transaction.commit().await?;
            connection.close().await?;
            Ok::<_, Error>((version, encoding))
        });
        let (version, encoding) = match looked.await {
            Ok(Ok(told)) => told,
            Ok(Err(error)) => return Err(failed(reason(&error))),
            Err(_) => return Err(failed("it does not answer".to_owned())),
        };
        let version = version.parse().unwrap_or(0) / 10_000;
        if version < OLDEST {
            let (server, found) = (self.to_string(), version);
            return Err(ConnectError::TooOld { server, found });
        }
        if encoding != "UTF8" {
            let (server, found) = (self.to_string(), encoding);
            return Err(ConnectError::Encoding { server, found });
        }
        Ok(())
    }
}

/// Whether somebody is at the other end. A wire into nothing is no better than a broken one.
async fn answers(connection: &mut PgConnection) -> Result<(), Error> {
    let answer = timeout(TRUSTED, connection.ping()).await;
    answer.unwrap_or_else(|_| Err(Error::Io(std::io::ErrorKind::TimedOut.into())))
}

/// What PostgreSQL or the network says.
fn reason(error: &Error) -> String {
    match error {
        Error::Database(error) => error.message().to_owned(),
        Error::Io(error) => error.to_string(),
        Error::Tls(error) => format!("TLS: {error}"),
        error => error.to_string(),
    }
}

impl fmt::Display for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = &self.options;
        let user = options.get_username();
        let database = options.get_database().unwrap_or(user);
        match options.get_socket() {
            Some(folder) => write!(f, "PostgreSQL, database {database} at {}", folder.display()),
            None => write!(
                f,
                "PostgreSQL, database {database} at {}:{}",
                options.get_host(),
                options.get_port()
            ),
        }
    }
}

/// Without the password.
impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postgres({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Postgres, UrlError> {
        Postgres::parse(url)
    }

    #[test]
    fn a_url_is_read_as_libpq_has_it() {
        for (url, shown) in [
            (
                "postgres://m:s3cret@db.example:6432/roll",
                "PostgreSQL, database roll at db.example:6432",
            ),
            (
                "postgresql://m@[::1]/roll?sslmode=verify-full",
                "PostgreSQL, database roll at [::1]:5432",
            ),
            (
                "postgres://m:s%40cret@%2Frun%2Fpostgresql:5432/roll",
                "PostgreSQL, database roll at /run/postgresql",
            ),
            (
                "postgres:///roll?host=/run/postgresql&user=m&password=s3cret",
                "PostgreSQL, database roll at /run/postgresql",
            ),
            ("postgres://m@db:5432", "PostgreSQL, database m at db:5432"),
        ] {
            let postgres = parse(url).expect(url);
            assert_eq!(postgres.to_string(), shown, "{url}");
            assert!(!format!("{postgres:?}").contains("cret"), "{url}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_without_the_password() {
        for (url, error) in [
            ("postgres:roll", UrlError::Address),
            ("postgres://m:s3cret@db:x/roll", UrlError::Address),
            ("postgres://m:s3cret@a,b/roll", UrlError::SeveralHosts),
            ("postgres://m:pa?s3cret@db/roll", UrlError::UnknownParameter),
            ("postgres://m@db/roll?s3cret=1", UrlError::UnknownParameter),
            ("postgres://m@db/roll?sslmode=s3cret", UrlError::SslMode),
            ("postgres://m@db/roll?pooler=session", UrlError::Pooler),
        ] {
            let refused = parse(url).expect_err(url);
            assert_eq!(refused, error, "{url}");
            assert!(!refused.to_string().contains("s3cret"), "{url}");
        }
    }

    #[test]
    fn a_root_certificate_that_is_named_is_used() {
        for (query, mode) in [
            ("sslmode=require&sslrootcert=/root.pem", PgSslMode::VerifyCa),
            ("sslmode=require", PgSslMode::Require),
            (
                "sslrootcert=/root.pem&sslmode=verify-full",
                PgSslMode::VerifyFull,
            ),
        ] {
            let postgres = parse(&format!("postgres://m@db/roll?{query}")).expect(query);
            let set = postgres.options.get_ssl_mode();
            assert_eq!(format!("{set:?}"), format!("{mode:?}"), "{query}");
        }
    }
}
