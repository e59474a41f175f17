//! Secrets from the operating system's randomness.

use muster_domain::model::api_token::TokenName;
use muster_domain::model::secret::{
    Digest, InvitationSecret, InviteToken, LegacyToken, PasswordResetSecret, SessionSecret,
};
use muster_domain::ports::TokenMint;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::os_random;

/// What tokens are made of. 62 characters: a byte's lower six bits choose one, and 62 and 63 choose anew.
const ALPHANUMERIC: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Mints secrets and digests them with SHA-256.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsTokenMint;

impl TokenMint for OsTokenMint {
    fn session_secret(&self) -> SessionSecret {
        SessionSecret::new(alphanumeric("mus_", 40))
    }

    fn legacy_token(&self) -> LegacyToken {
        let mut text = String::with_capacity(40);
        for byte in os_random::bytes::<20>() {
            for half in [byte >> 4, byte & 15] {
                text.push(char::from(b"0123456789abcdef"[usize::from(half)]));
            }
        }
        LegacyToken::new(text)
    }

    fn invite_token(&self) -> InviteToken {
        InviteToken::new(alphanumeric("", 40))
    }

    fn invitation_secret(&self) -> InvitationSecret {
        InvitationSecret::new(alphanumeric("mui_", 40))
    }

    fn password_reset_secret(&self) -> PasswordResetSecret {
        PasswordResetSecret::new(alphanumeric("mur_", 40))
    }

    fn token_name(&self) -> TokenName {
        TokenName::new(os_random::bytes())
    }

    fn digest(&self, secret: &SecretString) -> Digest {
        #[expect(
            clippy::disallowed_methods,
            reason = "only its digest leaves this function"
        )]
        let secret = secret.expose_secret();
        Digest::new(Sha256::digest(secret).into())
    }
}

/// The prefix, then so many letters and digits, each as likely as any other.
pub(crate) fn alphanumeric(prefix: &str, length: usize) -> SecretString {
    let whole = prefix.len() + length;
    let mut text = String::with_capacity(whole);
    text.push_str(prefix);
    while text.len() < whole {
        let missing = whole - text.len();
        let drawn = os_random::bytes::<64>();
        let chosen = drawn
            .iter()
            .filter_map(|byte| ALPHANUMERIC.get(usize::from(byte & 63)));
        text.extend(chosen.map(|byte| char::from(*byte)).take(missing));
    }
    text.into()
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests look at secrets of their own"
)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn tokens_have_the_forms_of_the_contract() {
        let mint = OsTokenMint;
        for _ in 0..200 {
            let legacy = mint.legacy_token();
            let legacy = legacy.secret().expose_secret();
            assert_eq!(legacy.len(), 40);
            assert!(
                legacy
                    .bytes()
                    .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
                "{legacy}"
            );
            let invite = mint.invite_token();
            assert_form("", invite.secret());
            let session = mint.session_secret();
            assert_form("mus_", session.secret());
            let invitation = mint.invitation_secret();
            assert_form("mui_", invitation.secret());
            let reset = mint.password_reset_secret();
            assert_form("mur_", reset.secret());
        }
    }

    fn assert_form(prefix: &str, secret: &SecretString) {
        let text = secret.expose_secret();
        let rest = text.strip_prefix(prefix).expect("it has its prefix");
        assert_eq!(rest.len(), 40, "{text}");
        assert!(rest.bytes().all(|b| b.is_ascii_alphanumeric()), "{text}");
    }

    #[test]
    fn no_token_comes_twice() {
        let tokens: HashSet<String> = (0..1_000)
            .map(|_| {
                OsTokenMint
                    .invite_token()
                    .secret()
                    .expose_secret()
                    .to_owned()
            })
            .collect();
        assert_eq!(tokens.len(), 1_000);
    }

    #[test]
    fn no_name_comes_twice() {
        let names: HashSet<TokenName> = (0..1_000).map(|_| OsTokenMint.token_name()).collect();
        assert_eq!(names.len(), 1_000);
    }

    /// Every character is as likely as any other: chi-squared with 61 degrees of freedom stays below 140 in all
    /// but one run of ten million. (Bytes modulo 62 would give more than 1,000.)
    #[test]
    fn characters_are_unbiased() {
        let text = alphanumeric("", 62_000);
        let mut counts: HashMap<char, f64> = HashMap::new();
        for c in text.expose_secret().chars() {
            *counts.entry(c).or_default() += 1.0;
        }
        assert_eq!(counts.len(), 62);
        let chi_squared: f64 = counts.values().map(|n| (n - 1000.0).powi(2) / 1000.0).sum();
        assert!(chi_squared < 140.0, "{chi_squared}");
    }

    #[test]
    fn a_digest_is_sha_256_and_always_the_same() {
        let digest = OsTokenMint.digest(&"abc".into());
        assert_eq!(digest.as_bytes()[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(digest, OsTokenMint.digest(&"abc".into()));
        assert_ne!(digest, OsTokenMint.digest(&"abx".into()));
    }
}
