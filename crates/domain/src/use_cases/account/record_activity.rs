//! Remembering when a person was last heard of.

use async_trait::async_trait;

use crate::ports::StoreError;
use crate::use_cases::{Scope, UseCase};

/// Moves the time of last activity of the person who asks, and of the session. Run it only after
/// authentication found it due, so that a refused credential moves nothing.
#[derive(Debug)]
pub struct RecordActivity;

#[async_trait]
impl UseCase for RecordActivity {
    type Output = ();
    type Error = StoreError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), StoreError> {
        let now = scope.now();
        if let Some(user) = scope.actor().user() {
            scope.users().update_last_activity(user, now).await?;
        }
        if let Some(session) = scope.actor().session() {
            scope.sessions().update_last_active(session, now).await?;
        }
        Ok(())
    }
}
