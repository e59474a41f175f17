//! What a failure of the database means to the domain.

use muster_domain::ports::StoreError;
use sea_orm::sqlx::error::{DatabaseError, Error as SqlxError};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlErr, SqlxSqliteError};

/// The failure as the domain knows it. A unique violation is an ordinary failure here: see [`taken_is_busy`].
pub(crate) fn store_error(error: DbErr) -> StoreError {
    match meaning(&error) {
        Meaning::Busy => StoreError::Busy(Some(Box::new(error))),
        Meaning::Unreachable => StoreError::Unreachable(Box::new(error)),
        Meaning::Other => StoreError::Failed(Box::new(error)),
    }
}

/// For rows that two units of work may store in the same moment: the one that comes second is told
/// to look again.
pub(crate) fn taken_is_busy(error: DbErr) -> StoreError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => StoreError::Busy(Some(Box::new(error))),
        _ => store_error(error),
    }
}

enum Meaning {
    Busy,
    Unreachable,
    Other,
}

fn meaning(error: &DbErr) -> Meaning {
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Meaning::Busy,
        DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => Meaning::Unreachable,
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => match &**error {
            SqlxError::PoolTimedOut => Meaning::Busy,
            SqlxError::Io(_)
            | SqlxError::Tls(_)
            | SqlxError::PoolClosed
            | SqlxError::WorkerCrashed => Meaning::Unreachable,
            SqlxError::Database(error) => meaning_of_code(&**error),
            _ => Meaning::Other,
        },
        _ => Meaning::Other,
    }
}

fn meaning_of_code(error: &dyn DatabaseError) -> Meaning {
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<SqlxSqliteError>().is_some() {
        // The low byte is the primary result code: SQLITE_BUSY, SQLITE_LOCKED; SQLITE_IOERR, SQLITE_CANTOPEN.
        return match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Meaning::Busy,
            Ok(10 | 14) => Meaning::Unreachable,
            _ => Meaning::Other,
        };
    }
    match &*code {
        // serialization_failure, deadlock_detected, lock_not_available
        "40001" | "40P01" | "55P03" => Meaning::Busy,
        // too_many_connections, admin_shutdown, crash_shutdown, cannot_connect_now, connection exceptions;
        // query_canceled, which is a statement that took too long; idle_in_transaction_session_timeout;
        // read_only_sql_transaction, which is a primary that is none any more
        "53300" | "57P01" | "57P02" | "57P03" | "57014" | "25P03" | "25006" => Meaning::Unreachable,
        code if code.starts_with("08") => Meaning::Unreachable,
        _ => Meaning::Other,
    }
}
