//! Fresh secrets and their digests.

use secrecy::SecretString;

use crate::model::api_token::TokenName;
use crate::model::secret::{
    Digest, InvitationSecret, InviteToken, LegacyToken, PasswordResetSecret, SessionSecret,
};

/// Mints secrets from the operating system's randomness, each with at least 128 bits of it.
pub trait TokenMint: Send + Sync {
    /// A session secret, with the prefix `mus_`.
    fn session_secret(&self) -> SessionSecret;

    /// A legacy token: 40 lower-case hexadecimal digits.
    fn legacy_token(&self) -> LegacyToken;

    /// The token of an invite link: 40 characters of `[a-zA-Z0-9]`.
    fn invite_token(&self) -> InviteToken;

    /// The secret of an e-mail invitation, with the prefix `mui_`.
    fn invitation_secret(&self) -> InvitationSecret;

    /// The secret of a password-reset link, with the prefix `mur_`.
    fn password_reset_secret(&self) -> PasswordResetSecret;

    /// The name of a personal access token: 128 random bits.
    fn token_name(&self) -> TokenName;

    /// The digest by which a secret is found again. The same secret always gives the same digest.
    fn digest(&self, secret: &SecretString) -> Digest;
}
