//! The activity log, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::audit::NewAuditEvent;
use muster_domain::ports::{AuditLog, StoreError};

use crate::entity::audit_events::ActiveModel;
use crate::many;
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl AuditLog for SqlUnitOfWork {
    async fn insert(&mut self, events: Vec<NewAuditEvent>) -> Result<(), StoreError> {
        let rows = events.into_iter().map(ActiveModel::from).collect();
        many::insert(&self.db, rows).await
    }
}
