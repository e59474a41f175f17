//! Logging out.

use async_trait::async_trait;

use crate::ports::StoreError;
use crate::use_cases::{Scope, UseCase};

/// Ends the session of the browser that asks. Whoever has none is passed over.
#[derive(Debug)]
pub struct LogOut;

#[async_trait]
impl UseCase for LogOut {
    type Output = ();
    type Error = StoreError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), StoreError> {
        if let Some(session) = scope.actor().session() {
            scope.sessions().delete(session).await?;
        }
        Ok(())
    }
}
