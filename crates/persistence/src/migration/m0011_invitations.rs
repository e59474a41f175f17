//! The e-mail invitations. An organization has at most one for an address that has not ended.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, blob, blob_null, text, text_null,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reference = |column: &'static str, table: &'static str| {
            ForeignKey::create().from_col(column).to(table, "id").take()
        };
        let table = Table::create()
            .table("invitations")
            .col(big_pk_auto("id"))
            .col(big_integer("organization_id"))
            .col(text("email"))
            .col(text("email_canonical"))
            .col(text("name"))
            .col(text_null("role"))
            .col(blob("digest"))
            .col(blob_null("sealed"))
            .col(big_integer_null("invited_by"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(text_null("ended_how"))
            .col(big_integer_null("ended_by"))
            .col(big_integer_null("ended_at"))
            .foreign_key(&mut reference("organization_id", "organizations"))
            .foreign_key(&mut reference("invited_by", "users"))
            .foreign_key(&mut reference("ended_by", "users"))
            .take();
        manager.create_table(table).await?;
        let open = Index::create()
            .name("invitations_open")
            .table("invitations")
            .col("organization_id")
            .col("email_canonical")
            .unique()
            .and_where(Expr::col("ended_at").is_null())
            .take();
        manager.create_index(open).await?;
        let listed = Index::create()
            .name("invitations_listed")
            .table("invitations")
            .col("organization_id")
            .col("id")
            .take();
        manager.create_index(listed).await?;
        let accepted = Index::create()
            .name("invitations_ended_by")
            .table("invitations")
            .col("organization_id")
            .col("ended_by")
            .col("ended_at")
            .col("id")
            .take();
        manager.create_index(accepted).await
    }
}
