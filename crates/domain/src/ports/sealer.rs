//! Secrets that must be shown again.

use secrecy::SecretString;

use crate::model::secret::{Sealed, Unreadable};

/// What a sealed value is for. A value sealed for one purpose does not open for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The token of an invite link.
    InviteLink,
    /// The secret of an e-mail invitation.
    Invitation,
    /// The secret of a password-reset link, while its mail waits in the outbox.
    PasswordReset,
    /// A legacy API token.
    LegacyToken,
}

/// Encrypts secrets under the server key, with authentication.
pub trait Sealer: Send + Sync {
    /// Seals a secret.
    fn seal(&self, purpose: Purpose, secret: &SecretString) -> Sealed;

    /// Opens what was sealed for the same purpose under the current or the previous server key.
    fn open(&self, purpose: Purpose, sealed: &Sealed) -> Result<SecretString, Unreadable>;
}
