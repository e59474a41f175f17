//! The browser sessions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_pk_auto, blob_uniq};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("sessions")
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(blob_uniq("digest"))
            .col(big_integer("created_at"))
            .col(big_integer("last_active_at"))
            .foreign_key(ForeignKey::create().from_col("user_id").to("users", "id"))
            .take();
        manager.create_table(table).await?;
        let index = Index::create()
            .name("sessions_of_user")
            .table("sessions")
            .col("user_id")
            .take();
        manager.create_index(index).await
    }
}
