//! The personal access tokens one has.

use async_trait::async_trait;
use secrecy::ExposeSecret as _;

use crate::model::access::Denied;
use crate::model::api_token::PersonalToken;
use crate::model::time::Timestamp;
use crate::ports::TokenSigner;
use crate::use_cases::{AccessError, View, ViewScope};

/// Lists the personal access tokens of the person who asks that can be used.
#[derive(Debug)]
pub struct ListPersonalTokens;

/// A personal access token as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedToken {
    /// The token without its signature: enough to tell and to revoke it, and nothing to use.
    pub truncated: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it no longer works.
    pub expires_at: Timestamp,
}

#[async_trait]
impl View for ListPersonalTokens {
    type Output = Vec<ListedToken>;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Vec<ListedToken>, AccessError> {
        let user = scope.person().map_err(|_| Denied::Unauthenticated)?;
        let tokens = scope.directory().list_personal_tokens(user).await?;
        Ok(listed(scope, &tokens))
    }
}

/// Those of these tokens that can be used, as lists show them.
pub(super) fn listed(scope: &ViewScope<'_>, tokens: &[PersonalToken]) -> Vec<ListedToken> {
    tokens
        .iter()
        .filter(|token| token.admit(scope.now()).is_ok())
        .map(|token| ListedToken {
            truncated: truncated(token, scope.signer()),
            created_at: token.created_at,
            expires_at: token.expires_at,
        })
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the signature, which makes it a secret, is cut off"
)]
fn truncated(token: &PersonalToken, signer: &dyn TokenSigner) -> String {
    let whole = signer.sign(&token.claims());
    let whole = whole.expose_secret();
    whole
        .rsplit_once('.')
        .map_or("", |(rest, _)| rest)
        .to_owned()
}
