//! Revoking a personal access token.

use async_trait::async_trait;
use secrecy::SecretString;

use crate::model::audit::{AuditAction, Happening};
use crate::model::refusal::{Kind, Refusal};
use crate::ports::StoreError;
use crate::use_cases::{Scope, UseCase};

/// Ends a personal access token, and with it every access token made from it, at once. Whoever holds the token, whole
/// or without its signature as the list shows it, may do so without another credential (Label Studio's contract).
#[derive(Debug)]
pub struct RevokePersonalToken {
    /// The token, whole or truncated.
    pub token: SecretString,
}

/// Why nothing was ended (Label Studio's words).
#[derive(Debug, thiserror::Error)]
pub enum RevokePersonalTokenError {
    /// There is no such token that can be used.
    #[error("Token is invalid or already blacklisted.")]
    NoSuchToken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for RevokePersonalTokenError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSuchToken => Kind::NotFound,
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchToken => "not_found",
            Self::Store(error) => error.code(),
        }
    }
}

#[async_trait]
impl UseCase for RevokePersonalToken {
    type Output = ();
    type Error = RevokePersonalTokenError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), RevokePersonalTokenError> {
        let claims = match scope.signer().verify(&self.token) {
            Ok(claims) => Some(claims),
            Err(_) => scope.signer().read(&self.token),
        };
        let now = scope.now();
        let claims = claims.ok_or(RevokePersonalTokenError::NoSuchToken)?;
        let name = claims
            .admit_refresh(now)
            .map_err(|_| RevokePersonalTokenError::NoSuchToken)?;
        let found = scope.api_tokens().find_personal(name).await?;
        let token = found.ok_or(RevokePersonalTokenError::NoSuchToken)?;
        if scope.users().lock(token.user).await?.is_none() {
            return Err(RevokePersonalTokenError::NoSuchToken);
        }
        // Read again under the lock: of two who revoke it at once, the second finds it ended.
        let found = scope.api_tokens().find_personal(name).await?;
        let token = found
            .filter(|token| token.admit(now).is_ok())
            .ok_or(RevokePersonalTokenError::NoSuchToken)?;
        scope.api_tokens().end_personal(name, now).await?;
        let revoked = Happening::to_account(token.user, AuditAction::PersonalTokenRevoked);
        scope.record(revoked).await?;
        Ok(())
    }
}
