//! The history of one person is read by time.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut of_subject = Index::create();
        of_subject
            .name("audit_events_of_subject")
            .table("audit_events");
        for column in ["organization_id", "subject_id", "at", "id"] {
            of_subject.col(column);
        }
        manager.create_index(of_subject).await
    }
}
