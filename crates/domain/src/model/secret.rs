//! Secrets and what may be kept of them.
//!
//! A store sees a [`Digest`] or a [`PasswordHash`], and, for the few secrets that must be shown
//! again, a [`Sealed`] value. The plain text is reached only through [`secrecy::ExposeSecret`].

use secrecy::{ExposeSecret as _, SecretString};

/// Declares a secret of one kind. It has no `Display`, and its `Debug` is redacted.
macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(SecretString);

        impl $name {
            /// Wraps a secret that was minted, opened, or handed in by its bearer.
            pub fn new(secret: impl Into<SecretString>) -> Self {
                Self(secret.into())
            }

            /// The secret, still wrapped.
            pub fn secret(&self) -> &SecretString {
                &self.0
            }
        }
    };
}

secret!(
    /// What a browser holds in its session cookie.
    SessionSecret
);
secret!(
    /// The legacy API token: 40 hexadecimal digits, shown again on request.
    LegacyToken
);
secret!(
    /// A personal access token: a signed JWT, shown once. Access tokens are made from it.
    PersonalAccessToken
);
secret!(
    /// A short-lived signed JWT that requests show.
    AccessToken
);
secret!(
    /// The token of an organization's invite link: 40 letters and digits, shown again on request.
    InviteToken
);
secret!(
    /// What the link of an e-mail invitation carries. Owner and Administrators can see it again while it is open.
    InvitationSecret
);
secret!(
    /// What a password-reset link carries. Shown once.
    PasswordResetSecret
);

/// A password as its owner types it: 8 to 128 characters.
#[derive(Clone, Debug)]
pub struct Password(SecretString);

/// The password is shorter or longer than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Please enter a password 8\u{2013}128 characters in length.")]
pub struct PasswordLengthError;

impl Password {
    /// Takes a password that is about to be set.
    pub fn parse(text: SecretString) -> Result<Self, PasswordLengthError> {
        #[expect(clippy::disallowed_methods, reason = "its length is judged here, once")]
        let length = text.expose_secret().chars().count();
        if (8..=128).contains(&length) {
            Ok(Self(text))
        } else {
            Err(PasswordLengthError)
        }
    }

    /// The password, still wrapped.
    pub fn secret(&self) -> &SecretString {
        &self.0
    }
}

/// The one-way digest of a secret with full entropy. Two secrets are compared by their digests.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Wraps the 32 bytes that a [`TokenMint`](crate::ports::TokenMint) computed.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digest(..)")
    }
}

/// A password's slow, salted hash in PHC string form.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps what a [`PasswordHasher`](crate::ports::PasswordHasher) made or a store kept.
    pub fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// A secret encrypted under the server key, to be shown again later.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Wraps what a [`Sealer`](crate::ports::Sealer) made or a store kept.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(..)")
    }
}

/// A sealed value could not be opened: it was sealed under another server key, or damaged.
/// The way out is to reset the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it was sealed under another server key and can only be replaced by a new one")]
pub struct Unreadable;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_8_to_128_characters() {
        for (length, allowed) in [(0, false), (7, false), (8, true), (128, true), (129, false)] {
            assert_eq!(
                Password::parse("é".repeat(length).into()).is_ok(),
                allowed,
                "{length}"
            );
        }
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let shown = format!(
            "{:?}",
            (
                LegacyToken::new("cafe".to_owned()),
                Digest::new([7; 32]),
                Sealed::new(vec![1])
            )
        );
        assert!(
            !shown.contains("cafe") && !shown.contains('7') && !shown.contains('1'),
            "{shown}"
        );
    }
}
