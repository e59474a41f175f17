//! The legacy API tokens: one for each account.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, blob_uniq};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("legacy_tokens")
            .col(big_integer("user_id").primary_key())
            .col(blob_uniq("digest"))
            .col(blob("sealed"))
            .col(big_integer("created_at"))
            .foreign_key(ForeignKey::create().from_col("user_id").to("users", "id"))
            .take();
        manager.create_table(table).await
    }
}
