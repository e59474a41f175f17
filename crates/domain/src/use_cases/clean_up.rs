//! Forgetting what has no use any more.

use async_trait::async_trait;

use crate::model::time::Duration;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Deletes sessions that no browser can hold any more, reset links that expired long ago, and mails that left long
/// ago. What tells of people's memberships stays. The server's alone.
#[derive(Debug)]
pub struct CleanUp;

/// What was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CleanedUp {
    /// Sessions.
    pub sessions: u64,
    /// Links to choose a password.
    pub password_resets: u64,
    /// Mails.
    pub mails: u64,
}

#[async_trait]
impl UseCase for CleanUp {
    type Output = CleanedUp;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<CleanedUp, AccessError> {
        scope.for_the_operator()?;
        let now = scope.now();
        // Browsers keep no cookie for longer than 400 days.
        let forgotten = now - Duration::days(400);
        let over = now - Duration::days(30);
        Ok(CleanedUp {
            sessions: scope.sessions().delete_inactive(forgotten).await?,
            password_resets: scope.password_resets().delete_expired(over).await?,
            mails: scope.outbox().delete_finished(over).await?,
        })
    }
}
