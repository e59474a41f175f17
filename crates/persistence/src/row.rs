//! From rows to domain types, and the few values that every table has in common.

use muster_domain::model::seats::SeatLimit;
use muster_domain::model::secret::Digest;
use muster_domain::model::time::{Day, Timestamp};
use muster_domain::ports::StoreError;
use sea_orm::sea_query::{Alias, Expr, IntoIden as _, SelectStatement};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult as _, IdenStatic as _, Iterable as _,
};
use sea_orm::{QueryResult, QueryTrait as _, Select};

use crate::error::store_error;

/// A point in time as it is stored: microseconds since 1970. Integers sort and compare alike in
/// every database.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.timestamp_micros()
}

/// The one row that a query finds.
pub(crate) async fn find<E, T>(
    db: &impl ConnectionTrait,
    query: Select<E>,
) -> Result<Option<T>, StoreError>
where
    E: EntityTrait,
    T: TryFrom<E::Model, Error = StoreError>,
{
    let row = db.query_one(query.as_query()).await.map_err(store_error)?;
    row.map(|row| decode::<E, T>(&row, "")).transpose()
}

/// Every row that a query finds.
pub(crate) async fn list<E, T>(
    db: &impl ConnectionTrait,
    query: Select<E>,
) -> Result<Vec<T>, StoreError>
where
    E: EntityTrait,
    T: TryFrom<E::Model, Error = StoreError>,
{
    let rows = db.query_all(query.as_query()).await.map_err(store_error)?;
    rows.iter().map(|row| decode::<E, T>(row, "")).collect()
}

/// Adds all columns of a table, which the query knows by `alias`, each named `<alias>_<column>`.
pub(crate) fn select<E: EntityTrait>(query: &mut SelectStatement, alias: &'static str) {
    for column in E::Column::iter() {
        let name = Alias::new(format!("{alias}_{}", column.as_str()));
        query.expr_as(Expr::col((alias, column.into_iden())), name);
    }
}

/// The part of a row that [`select`] added under this alias, for an inner join.
pub(crate) fn joined<E, T>(row: &QueryResult, alias: &str) -> Result<T, StoreError>
where
    E: EntityTrait,
    T: TryFrom<E::Model, Error = StoreError>,
{
    decode::<E, T>(row, &format!("{alias}_"))
}

/// The same for a left join: nothing where no row was joined. The table's key is `id`.
pub(crate) fn left_joined<E, T>(row: &QueryResult, alias: &str) -> Result<Option<T>, StoreError>
where
    E: EntityTrait,
    T: TryFrom<E::Model, Error = StoreError>,
{
    let prefix = format!("{alias}_");
    let id: Option<i64> = row
        .try_get(&prefix, "id")
        .map_err(|error| undecodable::<E>(row, &prefix, &error))?;
    id.map(|_| decode::<E, T>(row, &prefix)).transpose()
}

/// A value that a query computes.
pub(crate) fn computed<T: sea_orm::TryGetable>(
    row: &QueryResult,
    name: &str,
) -> Result<T, StoreError> {
    row.try_get("", name).map_err(store_error)
}

/// A number of rows.
pub(crate) fn count(row: &QueryResult, name: &str) -> Result<u64, StoreError> {
    computed::<i64>(row, name).map(i64::unsigned_abs)
}

/// A row of a table, whose columns begin with this prefix.
pub(crate) fn decode<E, T>(row: &QueryResult, prefix: &str) -> Result<T, StoreError>
where
    E: EntityTrait,
    T: TryFrom<E::Model, Error = StoreError>,
{
    let model = E::Model::from_query_result(row, prefix)
        .map_err(|error| undecodable::<E>(row, prefix, &error))?;
    T::try_from(model)
}

/// A value of the wrong type. The database's message names the column and both types, never the value.
fn undecodable<E: EntityTrait>(row: &QueryResult, prefix: &str, error: &DbErr) -> StoreError {
    let row = ["id", "user_id"]
        .iter()
        .find_map(|key| row.try_get::<i64>(prefix, key).ok());
    let row = row.map_or_else(|| "a row".to_owned(), |id| format!("row {id}"));
    StoreError::Corrupt {
        table: E::default().table_name(),
        reason: format!("{row}: {error}"),
    }
}

/// Names a row in the report of its damage, which tells row and column and never the value.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    table: &'static str,
    id: i64,
}

impl Row {
    pub(crate) fn of<E: EntityTrait>(id: i64) -> Self {
        Self {
            table: E::default().table_name(),
            id,
        }
    }

    /// The value in this column is not what the domain allows.
    pub(crate) fn damaged(self, column: &str) -> StoreError {
        StoreError::Corrupt {
            table: self.table,
            reason: format!("row {}: column {column}", self.id),
        }
    }

    /// A value that had to be read, and was read if it is there.
    pub(crate) fn need<T>(self, column: &str, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or_else(|| self.damaged(column))
    }

    /// A point in time.
    pub(crate) fn time(self, column: &str, micros: i64) -> Result<Timestamp, StoreError> {
        self.need(column, Timestamp::from_timestamp_micros(micros))
    }

    /// A point in time that may be missing.
    pub(crate) fn optional_time(
        self,
        column: &str,
        micros: Option<i64>,
    ) -> Result<Option<Timestamp>, StoreError> {
        micros.map(|micros| self.time(column, micros)).transpose()
    }

    /// A day of the calendar, as `2026-06-30`.
    pub(crate) fn day(self, column: &str, day: &str) -> Result<Day, StoreError> {
        self.need(column, Day::parse_from_str(day, "%Y-%m-%d").ok())
    }

    /// A limit of seats; none where they are unlimited.
    pub(crate) fn seat_limit(
        self,
        column: &str,
        seats: Option<i64>,
    ) -> Result<SeatLimit, StoreError> {
        Ok(match seats {
            None => SeatLimit::Unlimited,
            Some(seats) => SeatLimit::Limited(self.number(column, seats)?),
        })
    }

    /// A digest.
    pub(crate) fn digest(self, column: &str, bytes: Vec<u8>) -> Result<Digest, StoreError> {
        self.need(column, bytes.try_into().ok().map(Digest::new))
    }

    /// A number that is not negative.
    pub(crate) fn number<T: TryFrom<i64>>(
        self,
        column: &str,
        number: i64,
    ) -> Result<T, StoreError> {
        self.need(column, T::try_from(number).ok())
    }
}
