//! The activity log.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::audit::{AuditEvent, NewAuditEvent};
use muster_domain::model::id::AuditEventId;
use muster_domain::ports::{AuditLog, StoreError};

use crate::state::State;

#[async_trait]
impl AuditLog for State {
    async fn insert(&mut self, event: NewAuditEvent) -> Result<(), StoreError> {
        let NewAuditEvent {
            at,
            actor,
            happening,
            cause,
        } = event;
        let id = AuditEventId::new(self.ids.audit_event.next());
        let event = AuditEvent {
            id,
            at,
            actor,
            happening,
            cause,
        };
        Arc::make_mut(&mut self.audit_events).push(Arc::new(event));
        Ok(())
    }
}
