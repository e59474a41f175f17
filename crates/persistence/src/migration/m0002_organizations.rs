//! The organizations. Each has an Owner: the column cannot be empty.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_pk_auto, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("organizations")
            .col(big_pk_auto("id"))
            .col(text("title"))
            .col(text_null("contact_info"))
            .col(big_integer("owner_id"))
            .col(text("default_role"))
            .col(big_integer("session_max_age_minutes"))
            .col(big_integer("session_max_idle_minutes"))
            .col(big_integer("session_policy_updated_at"))
            .col(big_integer("created_at"))
            .col(big_integer("updated_at"))
            .foreign_key(ForeignKey::create().from_col("owner_id").to("users", "id"))
            .take();
        manager.create_table(table).await
    }
}
