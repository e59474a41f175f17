//! Marking a mail as sent, to be tried again, or given up.

use async_trait::async_trait;

use crate::model::id::MailId;
use crate::model::mail::{Attempt, MailState};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Records how an attempt ended. The outcome of an attempt whose lease has run out counts only if the mail was taken:
/// then nobody need send it again. The server's alone.
#[derive(Debug)]
pub struct RecordAttempt {
    /// The mail.
    pub mail: MailId,
    /// The number of the attempt, as it was claimed.
    pub attempt: u32,
    /// How it ended.
    pub outcome: Attempt,
}

#[async_trait]
impl UseCase for RecordAttempt {
    type Output = ();
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), AccessError> {
        scope.for_the_operator()?;
        let Some(mut mail) = scope.outbox().lock(self.mail).await? else {
            return Ok(());
        };
        let counts = mail.attempts == self.attempt || self.outcome == Attempt::Taken;
        if mail.state == MailState::Queued && counts {
            mail.record(self.outcome.clone(), scope.now());
            scope.outbox().update(&mail).await?;
        }
        Ok(())
    }
}
