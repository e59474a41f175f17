//! The activity log, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::audit::NewAuditEvent;
use muster_domain::ports::{AuditLog, StoreError};
use sea_orm::EntityTrait as _;

use crate::entity::audit_events::{ActiveModel, Entity};
use crate::error::store_error;
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl AuditLog for SqlUnitOfWork {
    async fn insert(&mut self, event: NewAuditEvent) -> Result<(), StoreError> {
        Entity::insert(ActiveModel::from(event))
            .exec_without_returning(&self.db)
            .await
            .map(drop)
            .map_err(store_error)
    }
}
