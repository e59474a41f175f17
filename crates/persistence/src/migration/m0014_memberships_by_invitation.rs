//! The invitation by which a member came in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("memberships")
            .add_column(big_integer_null("invitation_id").extra("REFERENCES invitations (id)"))
            .take();
        manager.alter_table(table).await
    }
}
