//! The keyboard shortcuts that a person set, as a client stored them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("users")
            .add_column(text_null("hotkeys"))
            .take();
        manager.alter_table(table).await
    }
}
