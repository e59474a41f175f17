//! Tokens that carry their own claims.

use crate::model::api_token::{TokenClaims, TokenRefused};
use secrecy::SecretString;

/// Signs claims as a JWT under the server key (HS256), so that a server recognises its own without asking the store.
pub trait TokenSigner: Send + Sync {
    /// Signs. The same claims always give the same token.
    fn sign(&self, claims: &TokenClaims) -> SecretString;

    /// What a token says that was signed under the current or the previous server key, whatever the time;
    /// [`TokenRefused::Invalid`] for every other text.
    fn verify(&self, token: &SecretString) -> Result<TokenClaims, TokenRefused>;

    /// What a token says without its last part, the signature; it proves nothing. `None` for every other text.
    fn read(&self, truncated: &SecretString) -> Option<TokenClaims>;
}
