//! The activity log.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::audit::{AuditEvent, NewAuditEvent};
use muster_domain::model::id::AuditEventId;
use muster_domain::ports::{AuditLog, StoreError};

use crate::state::State;

#[async_trait]
impl AuditLog for State {
    async fn insert(&mut self, events: Vec<NewAuditEvent>) -> Result<(), StoreError> {
        let log = Arc::make_mut(&mut self.audit_events);
        for event in events {
            let NewAuditEvent {
                at,
                actor,
                happening,
                cause,
            } = event;
            log.push(Arc::new(AuditEvent {
                id: AuditEventId::new(self.ids.audit_event.next()),
                at,
                actor,
                happening,
                cause,
            }));
        }
        Ok(())
    }
}
