//! The activity log is read by time, of everybody or of one person. The index by id goes: nothing is read by it any more.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = |name: &'static str, columns: &[&'static str]| {
            let mut index = Index::create().name(name).table("audit_events").take();
            for column in columns {
                index.col(*column);
            }
            index
        };
        let of_everybody = index("audit_events_by_time", &["organization_id", "at", "id"]);
        let of_one = index(
            "audit_events_of_actor",
            &["organization_id", "actor_id", "at", "id"],
        );
        manager.create_index(of_everybody).await?;
        manager.create_index(of_one).await?;
        let mut by_id = Index::drop();
        by_id.name("audit_events_listed").table("audit_events");
        manager.drop_index(by_id).await
    }
}
