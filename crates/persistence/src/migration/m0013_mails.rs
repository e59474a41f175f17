//! The outbox: mails that wait to leave, and those that left or were given up.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, blob_null, text, text_null,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("mails")
            .col(big_pk_auto("id"))
            .col(text("email"))
            .col(text("name"))
            .col(big_integer_null("organization_id"))
            .col(big_integer_null("invitation_id"))
            .col(text("kind"))
            .col(text("letter"))
            .col(blob_null("sealed"))
            .col(big_integer("created_at"))
            .col(big_integer("due_at"))
            .col(big_integer("attempts"))
            .col(text_null("last_error"))
            .col(text("state"))
            .col(big_integer_null("finished_at"))
            .foreign_key(
                ForeignKey::create()
                    .from_col("organization_id")
                    .to("organizations", "id"),
            )
            .foreign_key(
                ForeignKey::create()
                    .from_col("invitation_id")
                    .to("invitations", "id"),
            )
            .take();
        manager.create_table(table).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Each serves one question, and holds no more rows than that needs: most mails are invitations that were sent.
fn indexes() -> [IndexCreateStatement; 6] {
    let index = |name: &'static str| Index::create().name(name).table("mails").take();
    [
        // Which mail is due?
        index("mails_due")
            .col("due_at")
            .col("id")
            .and_where(Expr::col("finished_at").is_null())
            .take(),
        // And which before thousands of invitations?
        index("mails_due_prompt")
            .col("due_at")
            .col("id")
            .and_where(Expr::col("finished_at").is_null())
            .and_where(Expr::col("invitation_id").is_null())
            .take(),
        // Which is the latest about an invitation?
        index("mails_of_invitation")
            .col("invitation_id")
            .col("id")
            .and_where(Expr::col("invitation_id").is_not_null())
            .take(),
        // What was an organization last told of such a kind?
        index("mails_of_organization")
            .col("organization_id")
            .col("kind")
            .col("id")
            .and_where(Expr::col("invitation_id").is_null())
            .take(),
        // Which can be forgotten?
        index("mails_finished")
            .col("finished_at")
            .and_where(Expr::col("finished_at").is_not_null())
            .and_where(Expr::col("invitation_id").is_null())
            .take(),
        // How many were given up?
        index("mails_failed")
            .col("id")
            .and_where(Expr::col("state").eq("failed"))
            .take(),
    ]
}
