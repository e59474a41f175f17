//! The activity log.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, text, text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("audit_events")
            .col(big_pk_auto("id"))
            .col(big_integer("at"))
            .col(big_integer_null("actor_id"))
            .col(big_integer_null("organization_id"))
            .col(text("action"))
            .col(big_integer_null("subject_id"))
            .col(text_null("value_before"))
            .col(text_null("value_after"))
            .col(text("method"))
            .col(text("path"))
            .col(big_integer("response_code"))
            .col(text_null("ip_address"))
            .col(text_null("user_agent"))
            .foreign_key(ForeignKey::create().from_col("actor_id").to("users", "id"))
            .foreign_key(
                ForeignKey::create()
                    .from_col("organization_id")
                    .to("organizations", "id"),
            )
            .foreign_key(
                ForeignKey::create()
                    .from_col("subject_id")
                    .to("users", "id"),
            )
            .take();
        manager.create_table(table).await?;
        let index = Index::create()
            .name("audit_events_listed")
            .table("audit_events")
            .col("organization_id")
            .col("id")
            .take();
        manager.create_index(index).await
    }
}
