//! What the server keeps about itself, by name.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, text};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("server_settings")
            .col(text("name").primary_key())
            .col(blob("value"))
            .take();
        manager.create_table(table).await
    }
}
