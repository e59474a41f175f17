//! The invite links. An organization has one that was not reset.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, blob_null, blob_uniq};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("invite_links")
            .col(big_pk_auto("id"))
            .col(big_integer("organization_id"))
            .col(blob_uniq("digest"))
            .col(blob_null("sealed"))
            .col(big_integer("created_at"))
            .col(big_integer_null("expires_at"))
            .col(big_integer_null("max_uses"))
            .col(big_integer("used"))
            .col(big_integer_null("reset_at"))
            .foreign_key(
                ForeignKey::create()
                    .from_col("organization_id")
                    .to("organizations", "id"),
            )
            .take();
        manager.create_table(table).await?;
        let current = Index::create()
            .name("invite_links_current")
            .table("invite_links")
            .col("organization_id")
            .unique()
            .and_where(Expr::col("reset_at").is_null())
            .take();
        manager.create_index(current).await
    }
}
