//! An access token for a personal access token.

use async_trait::async_trait;
use secrecy::SecretString;

use super::issue::whole_seconds;
use crate::model::api_token::TokenRefused;
use crate::model::refusal::delegate_refusal;
use crate::model::secret::AccessToken;
use crate::ports::{Addressed, Credential, StoreError};
use crate::use_cases::account::{AuthenticateError, authenticate};
use crate::use_cases::{View, ViewScope};

/// Makes an access token, good for five minutes, from a personal access token. Whoever bears that needs no other
/// credential; where it gives no access any more, there is no access token.
#[derive(Debug)]
pub struct RefreshAccessToken {
    /// The personal access token.
    pub refresh: SecretString,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum RefreshAccessTokenError {
    /// The token is refused.
    #[error(transparent)]
    Token(#[from] TokenRefused),
    /// It is good, and its bearer has no access, or not with it.
    #[error(transparent)]
    Authenticate(#[from] AuthenticateError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

delegate_refusal!(RefreshAccessTokenError {
    Token,
    Authenticate,
    Store
});

#[async_trait]
impl View for RefreshAccessToken {
    type Output = AccessToken;
    type Error = RefreshAccessTokenError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<AccessToken, RefreshAccessTokenError> {
        let now = scope.now();
        let name = scope.signer().verify(&self.refresh)?.admit_refresh(now)?;
        let credential = Credential::PersonalToken(name);
        let directory = scope.directory();
        let kinds = scope.settings().token_kinds;
        authenticate(directory, kinds, now, credential, Addressed::Active).await?;
        let bearer = directory.find_bearer(credential, Addressed::Active).await?;
        let token = bearer
            .and_then(|bearer| bearer.token)
            .ok_or(TokenRefused::Invalid)?;
        let claims = token.access(whole_seconds(now));
        Ok(AccessToken::new(scope.signer().sign(&claims)))
    }
}
