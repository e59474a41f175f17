//! How many seats were taken, a row for each day on which that changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, text};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("seat_days")
            .col(big_integer("organization_id"))
            .col(text("day"))
            .col(big_integer("used"))
            .col(big_integer("peak"))
            .col(big_integer_null("seat_limit"))
            .primary_key(Index::create().col("organization_id").col("day"))
            .foreign_key(
                ForeignKey::create()
                    .from_col("organization_id")
                    .to("organizations", "id"),
            )
            .take();
        manager.create_table(table).await
    }
}
