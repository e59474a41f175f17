//! The accounts. An address is one account's, in canonical form.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_pk_auto, blob, boolean_null, text, text_null, text_uniq,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("users")
            .col(big_pk_auto("id"))
            .col(text("email"))
            .col(text_uniq("email_canonical"))
            .col(blob("email_sort"))
            .col(text("username"))
            .col(blob("username_sort"))
            .col(text("first_name"))
            .col(blob("first_name_sort"))
            .col(text("last_name"))
            .col(blob("last_name_sort"))
            .col(text("phone"))
            .col(boolean_null("allow_newsletters"))
            .col(text_null("password_hash"))
            .col(text("search_text"))
            .col(big_integer("date_joined"))
            .col(big_integer("last_activity"))
            .take();
        manager.create_table(table).await
    }
}
