//! A new personal access token in place of the old one.

use async_trait::async_trait;
use secrecy::SecretString;

use super::issue::{IssuedToken, issue, kinds_in, lock_place};
use crate::model::api_token::TokenRefused;
use crate::model::audit::{AuditAction, Happening};
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::ports::StoreError;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Ends a personal access token of the person who asks and makes a new one, in one step.
#[derive(Debug)]
pub struct RotatePersonalToken {
    /// The token, whole.
    pub refresh: SecretString,
}

/// Why the old one stays.
#[derive(Debug, thiserror::Error)]
pub enum RotatePersonalTokenError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// They are switched off here.
    #[error("personal access tokens are switched off in this organization")]
    SwitchedOff,
    /// It is no token of ours, or somebody else's.
    #[error("Token is invalid")]
    Invalid,
    /// It has ended (Label Studio's words).
    #[error("Token is invalid or already blacklisted.")]
    Ended,
}

impl From<StoreError> for RotatePersonalTokenError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for RotatePersonalTokenError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::SwitchedOff => Kind::Forbidden,
            Self::Invalid | Self::Ended => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::SwitchedOff => "personal_tokens_off",
            Self::Invalid | Self::Ended => "invalid",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid => vec![FieldError::new("refresh", self.to_string())],
            Self::Access(_) | Self::SwitchedOff | Self::Ended => Vec::new(),
        }
    }
}

#[async_trait]
impl UseCase for RotatePersonalToken {
    type Output = IssuedToken;
    type Error = RotatePersonalTokenError;

    async fn execute(
        &self,
        scope: &mut Scope<'_>,
    ) -> Result<IssuedToken, RotatePersonalTokenError> {
        let organization = lock_place(scope).await?;
        if !kinds_in(scope, &organization).personal {
            return Err(RotatePersonalTokenError::SwitchedOff);
        }
        let user = scope.lock_self().await?.id;
        let now = scope.now();
        let claims = scope.signer().verify(&self.refresh);
        let claims = claims.map_err(|_| RotatePersonalTokenError::Invalid)?;
        let name = match claims.admit_refresh(now) {
            Ok(name) => name,
            Err(TokenRefused::Expired) => return Err(RotatePersonalTokenError::Ended),
            Err(_) => return Err(RotatePersonalTokenError::Invalid),
        };
        let found = scope.api_tokens().find_personal(name).await?;
        let token = found
            .filter(|token| token.user == user)
            .ok_or(RotatePersonalTokenError::Invalid)?;
        token
            .admit(now)
            .map_err(|_| RotatePersonalTokenError::Ended)?;
        scope.api_tokens().end_personal(name, now).await?;
        let revoked = Happening::to_account(user, AuditAction::PersonalTokenRevoked);
        scope.record(revoked).await?;
        Ok(issue(scope, &organization, user).await?)
    }
}
