//! What the server keeps about itself; no port of the domain.

use muster_domain::model::seats::SeatLimit;
use muster_domain::ports::StoreError;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait as _, Set};

use crate::SqlStore;
use crate::entity::server_settings::{ActiveModel, Column, Entity};
use crate::error::store_error;

/// By this name stands the check of the server key.
const KEY_CHECK: &str = "key_check";

/// By this name stands the seat limit without a licence: a number, or `unlimited`.
const UNLICENSED_SEATS: &str = "unlicensed_seats";

/// A setting is stored in a form that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("the stored setting {0} cannot be read")]
struct Unknown(&'static str);

impl SqlStore {
    /// The check of the server key, as it was last set; none in a new database, also where it has no schema yet.
    pub async fn key_check(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.setting(KEY_CHECK).await
    }

    /// Sets the check of the server key unless there is one; the one that holds. Of several servers and commands that
    /// come to a new database at once, all are told the same.
    pub async fn claim_key_check(&self, check: &[u8]) -> Result<Vec<u8>, StoreError> {
        let transaction = self.transaction().await?;
        Entity::insert(setting(KEY_CHECK, check))
            .on_conflict(OnConflict::column(Column::Name).do_nothing().to_owned())
            .exec_without_returning(&transaction)
            .await
            .map_err(store_error)?;
        let holds = find(KEY_CHECK, &transaction).await?;
        transaction.commit().await.map_err(store_error)?;
        holds.ok_or_else(|| StoreError::Failed(Box::new(Unknown(KEY_CHECK))))
    }

    /// Sets the check of the server key, in place of an earlier one.
    pub async fn set_key_check(&self, check: &[u8]) -> Result<(), StoreError> {
        self.set_setting(KEY_CHECK, check).await
    }

    /// The seat limit without a licence with which a server last started; none where none did.
    pub async fn unlicensed_seats(&self) -> Result<Option<SeatLimit>, StoreError> {
        let Some(value) = self.setting(UNLICENSED_SEATS).await? else {
            return Ok(None);
        };
        let limit = match std::str::from_utf8(&value) {
            Ok("unlimited") => Some(SeatLimit::Unlimited),
            Ok(number) => number.parse().ok().map(SeatLimit::Limited),
            Err(_) => None,
        };
        let unknown = || StoreError::Failed(Box::new(Unknown(UNLICENSED_SEATS)));
        limit.ok_or_else(unknown).map(Some)
    }

    /// Sets the seat limit without a licence, in place of an earlier one.
    pub async fn set_unlicensed_seats(&self, limit: SeatLimit) -> Result<(), StoreError> {
        let value = match limit {
            SeatLimit::Unlimited => "unlimited".to_owned(),
            SeatLimit::Limited(number) => number.to_string(),
        };
        self.set_setting(UNLICENSED_SEATS, value.as_bytes()).await
    }

    async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let has_table = self.reader().has_table("server_settings").await;
        if has_table.map_err(store_error)? {
            find(name, self.reader()).await
        } else {
            Ok(None)
        }
    }

    async fn set_setting(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let transaction = self.transaction().await?;
        let replace = OnConflict::column(Column::Name)
            .update_column(Column::Value)
            .to_owned();
        Entity::insert(setting(name, value))
            .on_conflict(replace)
            .exec_without_returning(&transaction)
            .await
            .map_err(store_error)?;
        transaction.commit().await.map_err(store_error)
    }
}

async fn find(name: &str, db: &impl ConnectionTrait) -> Result<Option<Vec<u8>>, StoreError> {
    let found = Entity::find_by_id(name)
        .one(db)
        .await
        .map_err(store_error)?;
    Ok(found.map(|setting| setting.value))
}

fn setting(name: &str, value: &[u8]) -> ActiveModel {
    ActiveModel {
        name: Set(name.to_owned()),
        value: Set(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ConnectOptions;

    async fn open(folder: &tempfile::TempDir) -> SqlStore {
        let options = ConnectOptions::sqlite_file(folder.path().join("muster.db"));
        SqlStore::connect(&options).await.expect("it opens")
    }

    #[tokio::test]
    async fn before_the_schema_there_is_no_setting() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = open(&folder).await;
        assert_eq!(store.key_check().await.expect("read"), None);
        assert_eq!(store.unlicensed_seats().await.expect("read"), None);
        assert!(!store.pending_migrations().await.expect("read").is_empty());
    }

    #[tokio::test]
    async fn the_first_claim_of_the_key_holds() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [one, other] = [open(&folder).await, open(&folder).await];
        one.migrate().await.expect("migrated");
        let (first, second) = tokio::join!(
            one.claim_key_check(b"first"),
            other.claim_key_check(b"second")
        );
        let holds = first.expect("stored");
        assert_eq!(second.expect("read"), holds);
        assert_eq!(other.claim_key_check(b"third").await.expect("read"), holds);
        assert_eq!(one.key_check().await.expect("read"), Some(holds));
    }

    #[tokio::test]
    async fn the_seat_limit_is_kept_and_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = open(&folder).await;
        store.migrate().await.expect("migrated");
        assert_eq!(store.unlicensed_seats().await.expect("read"), None);
        for limit in [
            SeatLimit::Limited(0),
            SeatLimit::Unlimited,
            SeatLimit::Limited(u32::MAX),
        ] {
            store.set_unlicensed_seats(limit).await.expect("stored");
            assert_eq!(store.unlicensed_seats().await.expect("read"), Some(limit));
        }
        for value in [b"".as_slice(), b"-1", b"\xff", b"4294967296"] {
            store
                .set_setting(UNLICENSED_SEATS, value)
                .await
                .expect("stored");
            assert!(store.unlicensed_seats().await.is_err(), "{value:?}");
        }
    }
}
