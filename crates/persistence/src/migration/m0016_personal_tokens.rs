//! The personal access tokens, the ended ones included: what was made from one that ended is still recognised, and
//! refused.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, blob_uniq};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("personal_tokens")
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(blob_uniq("name"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("ended_at"))
            .foreign_key(ForeignKey::create().from_col("user_id").to("users", "id"))
            .take();
        manager.create_table(table).await?;
        let of_user = Index::create()
            .name("personal_tokens_of_user")
            .table("personal_tokens")
            .col("user_id")
            .col("id")
            .and_where(Expr::col("ended_at").is_null())
            .take();
        manager.create_index(of_user).await
    }
}
