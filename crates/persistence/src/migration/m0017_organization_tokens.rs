//! How an organization lets its people use tokens. One that was there before keeps what worked in it: both kinds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            boolean("personal_tokens_enabled").default(true).take(),
            boolean("legacy_tokens_enabled").default(true).take(),
            big_integer("token_life_days").default(73_000).take(),
        ];
        // SQLite adds one column at a time.
        for column in columns {
            let table = Table::alter()
                .table("organizations")
                .add_column(column)
                .take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
