//! Every secret that an invitation ever had, by its digest. An old link still finds its invitation, and so reads as
//! replaced and not as wrong.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("invitation_links")
            .col(blob("digest").primary_key())
            .col(big_integer("invitation_id"))
            .foreign_key(
                ForeignKey::create()
                    .from_col("invitation_id")
                    .to("invitations", "id"),
            )
            .take();
        manager.create_table(table).await
    }
}
