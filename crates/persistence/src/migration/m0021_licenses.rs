//! The licences in force, one for each organization at most, and each in one organization.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_integer_uniq, big_pk_auto, text, text_null, text_uniq,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let organization = ForeignKey::create()
            .from_col("organization_id")
            .to("organizations", "id")
            .take();
        let installed_by = ForeignKey::create()
            .from_col("installed_by")
            .to("users", "id")
            .take();
        let table = Table::create()
            .table("licenses")
            .col(big_pk_auto("id"))
            .col(big_integer_uniq("organization_id"))
            .col(text_uniq("license_id"))
            .col(text("signed_text"))
            .col(text("holder"))
            .col(big_integer_null("seats"))
            .col(text_null("not_before"))
            .col(text("last_day"))
            .col(big_integer_null("bound_to"))
            .col(big_integer("issued_at"))
            .col(big_integer("notice_from"))
            .col(big_integer("installed_at"))
            .col(big_integer_null("installed_by"))
            .col(big_integer_null("noticed_at"))
            .foreign_key(&mut organization.clone())
            .foreign_key(&mut installed_by.clone())
            .take();
        manager.create_table(table).await?;
        let unnoticed = Index::create()
            .name("licenses_unnoticed")
            .table("licenses")
            .col("notice_from")
            .and_where(Expr::col("noticed_at").is_null())
            .take();
        manager.create_index(unnoticed).await
    }
}
