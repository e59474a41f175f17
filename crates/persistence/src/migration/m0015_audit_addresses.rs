//! The address that an event concerns, where that need not be anybody's yet.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("audit_events")
            .add_column(text_null("address"))
            .take();
        manager.alter_table(table).await
    }
}
