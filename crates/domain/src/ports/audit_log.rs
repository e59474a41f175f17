//! The activity log, inside a unit of work.

use async_trait::async_trait;

use super::StoreError;
use crate::model::audit::NewAuditEvent;

/// The activity log of a unit of work. Events are only ever added.
#[async_trait]
pub trait AuditLog: Send {
    /// Adds events, in this order. They MUST be stored if and only if the unit of work is committed.
    async fn insert(&mut self, events: Vec<NewAuditEvent>) -> Result<(), StoreError>;
}
