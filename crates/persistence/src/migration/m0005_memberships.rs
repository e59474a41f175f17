//! The memberships. A person has at most one in an organization that was not removed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, boolean, text, text_null,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("memberships")
            .col(big_pk_auto("id"))
            .col(big_integer("organization_id"))
            .col(big_integer("user_id"))
            .col(text("standing"))
            .col(text_null("role"))
            .col(big_integer_null("promised_at"))
            .col(boolean("holds_seat"))
            .col(text("joined_by"))
            .col(big_integer_null("invite_link_id"))
            .col(big_integer("created_at"))
            .col(big_integer_null("removed_at"))
            .foreign_key(
                ForeignKey::create()
                    .from_col("organization_id")
                    .to("organizations", "id"),
            )
            .foreign_key(ForeignKey::create().from_col("user_id").to("users", "id"))
            .foreign_key(
                ForeignKey::create()
                    .from_col("invite_link_id")
                    .to("invite_links", "id"),
            )
            .take();
        manager.create_table(table).await?;
        let index = |name, columns: [&'static str; 2]| {
            let [first, second] = columns;
            Index::create()
                .name(name)
                .table("memberships")
                .col(first)
                .col(second)
                .take()
        };
        let live = index("memberships_live", ["organization_id", "user_id"])
            .unique()
            .and_where(Expr::col("removed_at").is_null())
            .take();
        manager.create_index(live).await?;
        manager
            .create_index(index(
                "memberships_seats",
                ["organization_id", "holds_seat"],
            ))
            .await?;
        manager
            .create_index(index("memberships_listed", ["organization_id", "id"]))
            .await?;
        manager
            .create_index(index("memberships_of_user", ["user_id", "organization_id"]))
            .await
    }
}
