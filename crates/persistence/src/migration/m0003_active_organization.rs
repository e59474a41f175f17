//! The organization that a person's requests address. Users come before organizations, so this column comes after both.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("users")
            .add_column(
                big_integer_null("active_organization_id").extra("REFERENCES organizations (id)"),
            )
            .take();
        manager.alter_table(table).await
    }
}
