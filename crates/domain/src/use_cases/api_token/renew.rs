//! A new legacy token in place of the old one.

use async_trait::async_trait;

use crate::model::access::Denied;
use crate::model::actor::Actor;
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::UserId;
use crate::model::secret::LegacyToken;
use crate::use_cases::account::renew_legacy_token;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Replaces a legacy token; the old one is refused at the next request. One's own, or by the operator anybody's.
#[derive(Debug)]
pub struct RenewLegacyToken {
    /// Whose token.
    pub user: UserId,
}

#[async_trait]
impl UseCase for RenewLegacyToken {
    type Output = LegacyToken;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<LegacyToken, AccessError> {
        match scope.actor() {
            Actor::Operator => {
                scope
                    .users()
                    .lock(self.user)
                    .await?
                    .ok_or(Denied::NotFound)?;
            }
            Actor::Person(person) if person.user != self.user => {
                return Err(Denied::NotFound.into());
            }
            Actor::Person(_) | Actor::Visitor => {
                scope.lock_self().await?;
            }
        }
        let token = renew_legacy_token(scope, self.user).await?;
        let renewed = Happening::to_account(self.user, AuditAction::LegacyTokenRenewed);
        scope.record(renewed).await?;
        Ok(token)
    }
}
