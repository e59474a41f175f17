//! What the server keeps about itself; no port of the domain.

use muster_domain::ports::StoreError;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait as _, Set};

use crate::SqlStore;
use crate::entity::server_settings::{ActiveModel, Column, Entity};
use crate::error::store_error;

/// By this name stands the check of the server key.
const KEY_CHECK: &str = "key_check";

impl SqlStore {
    /// The check of the server key, as it was last set; none in a new database.
    pub async fn key_check(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let found = Entity::find_by_id(KEY_CHECK)
            .one(self.reader())
            .await
            .map_err(store_error)?;
        Ok(found.map(|setting| setting.value))
    }

    /// Sets the check of the server key, in place of an earlier one.
    pub async fn set_key_check(&self, check: &[u8]) -> Result<(), StoreError> {
        let transaction = self.transaction().await?;
        let setting = ActiveModel {
            name: Set(KEY_CHECK.to_owned()),
            value: Set(check.to_owned()),
        };
        Entity::insert(setting)
            .on_conflict(
                OnConflict::column(Column::Name)
                    .update_column(Column::Value)
                    .to_owned(),
            )
            .exec_without_returning(&transaction)
            .await
            .map_err(store_error)?;
        transaction.commit().await.map_err(store_error)
    }
}
