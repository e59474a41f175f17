//! Sealing: authenticated encryption of the few secrets that must be shown again.
//!
//! A sealed value is a version byte, a random nonce of 24 bytes, and the cipher text of XChaCha20-Poly1305 with
//! its tag. Each purpose has a key of its own and is authenticated with the value as well.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use muster_domain::model::secret::{Sealed, Unreadable};
use muster_domain::ports::{Purpose, Sealer};
use secrecy::{ExposeSecret as _, SecretString};

use crate::os_random;
use crate::server_key::{ServerKey, derive};

const VERSION: u8 = 1;
const NONCE_LENGTH: usize = 24;

/// Seals under the current server key; opens what was sealed under it or the previous one.
#[derive(Clone, Debug)]
pub struct AeadSealer {
    key: ServerKey,
}

impl AeadSealer {
    /// Seals under this key.
    pub fn new(key: ServerKey) -> Self {
        Self { key }
    }
}

impl Sealer for AeadSealer {
    fn seal(&self, purpose: Purpose, secret: &SecretString) -> Sealed {
        #[expect(
            clippy::disallowed_methods,
            reason = "only its cipher text leaves this function"
        )]
        let message = secret.expose_secret().as_bytes();
        let nonce = os_random::bytes::<NONCE_LENGTH>();
        let payload = Payload {
            msg: message,
            aad: &associated_data(purpose),
        };
        let cipher_text = cipher(self.key.texts().0, purpose)
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a secret is shorter than the cipher's 256 GiB");
        Sealed::new([&[VERSION], nonce.as_slice(), &cipher_text].concat())
    }

    fn open(&self, purpose: Purpose, sealed: &Sealed) -> Result<SecretString, Unreadable> {
        let (version, rest) = sealed.as_bytes().split_first().ok_or(Unreadable)?;
        let (nonce, cipher_text) = rest.split_first_chunk::<NONCE_LENGTH>().ok_or(Unreadable)?;
        if *version != VERSION {
            return Err(Unreadable);
        }
        let aad = associated_data(purpose);
        let (current, previous) = self.key.texts();
        let message = [Some(current), previous]
            .into_iter()
            .flatten()
            .find_map(|key| {
                let payload = Payload {
                    msg: cipher_text,
                    aad: &aad,
                };
                cipher(key, purpose)
                    .decrypt(&XNonce::from(*nonce), payload)
                    .ok()
            })
            .ok_or(Unreadable)?;
        Ok(String::from_utf8(message).map_err(|_| Unreadable)?.into())
    }
}

fn cipher(key: &SecretString, purpose: Purpose) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&derive(key, &format!("seal {}", name(purpose))).into())
}

fn associated_data(purpose: Purpose) -> Vec<u8> {
    [&[VERSION], name(purpose).as_bytes()].concat()
}

/// The purpose's name. Stored values depend on it: it never changes.
fn name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::InviteLink => "invite link",
        Purpose::Invitation => "invitation",
        Purpose::LegacyToken => "legacy token",
        Purpose::PasswordReset => "password reset",
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests look at secrets of their own"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn under(current: &str, previous: Option<&str>) -> AeadSealer {
        let text = |word: &str| SecretString::from(word.repeat(8));
        AeadSealer::new(ServerKey::parse(text(current), previous.map(text)).expect("long enough"))
    }

    fn opened(keeper: &AeadSealer, purpose: Purpose, sealed: &Sealed) -> Option<String> {
        keeper
            .open(purpose, sealed)
            .ok()
            .map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn a_sealed_value_opens_for_its_purpose_only() {
        let keeper = under("first key", None);
        let sealed = keeper.seal(Purpose::InviteLink, &"secret".into());
        assert_eq!(
            opened(&keeper, Purpose::InviteLink, &sealed).as_deref(),
            Some("secret")
        );
        assert_eq!(opened(&keeper, Purpose::LegacyToken, &sealed), None);
    }

    #[test]
    fn the_previous_key_opens_and_does_not_seal() {
        let old = under("first key", None);
        let rotating = under("second key", Some("first key"));
        let new = under("second key", None);
        let sealed = old.seal(Purpose::LegacyToken, &"secret".into());
        assert_eq!(
            opened(&rotating, Purpose::LegacyToken, &sealed).as_deref(),
            Some("secret")
        );
        assert_eq!(opened(&new, Purpose::LegacyToken, &sealed), None);
        let resealed = rotating.seal(Purpose::LegacyToken, &"secret".into());
        assert_eq!(
            opened(&new, Purpose::LegacyToken, &resealed).as_deref(),
            Some("secret")
        );
        assert_eq!(opened(&old, Purpose::LegacyToken, &resealed), None);
    }

    #[test]
    fn no_byte_can_be_changed_cut_or_added() {
        let keeper = under("first key", Some("second key"));
        let sealed = keeper.seal(Purpose::LegacyToken, &"0123456789abcdef".into());
        let bytes = sealed.as_bytes();
        let refused = |bytes: &[u8]| {
            opened(&keeper, Purpose::LegacyToken, &Sealed::new(bytes.to_vec())).is_none()
        };
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.to_vec();
                changed[at] ^= 1 << bit;
                assert!(refused(&changed), "byte {at}, bit {bit}");
            }
            assert!(refused(&bytes[..at]), "cut to {at}");
            assert!(refused(&bytes[at + 1..]), "begun at {}", at + 1);
        }
        assert!(refused(&[bytes, &[0]].concat()));
    }

    #[test]
    fn the_same_secret_never_looks_the_same() {
        let keeper = under("first key", None);
        let [one, other] = [(); 2].map(|()| keeper.seal(Purpose::InviteLink, &"secret".into()));
        assert_ne!(one, other);
        assert!(!one.as_bytes().windows(6).any(|window| window == b"secret"));
    }

    /// A value that an earlier release sealed.
    #[test]
    fn the_stored_form_is_stable() {
        let sealed = Sealed::new(vec![
            1, 227, 144, 180, 18, 159, 101, 235, 139, 91, 131, 223, 233, 54, 58, 16, 110, 62, 169,
            179, 42, 209, 103, 32, 139, 236, 10, 34, 201, 186, 163, 214, 51, 97, 96, 43, 111, 108,
            170, 8, 196, 246, 219, 78, 91,
        ]);
        let opened = opened(&under("first key", None), Purpose::InviteLink, &sealed);
        assert_eq!(opened.as_deref(), Some("kept"));
    }

    proptest! {
        #[test]
        fn any_secret_comes_back(secret in any::<String>()) {
            let keeper = under("first key", None);
            let sealed = keeper.seal(Purpose::InviteLink, &secret.clone().into());
            prop_assert_eq!(opened(&keeper, Purpose::InviteLink, &sealed), Some(secret));
        }

        #[test]
        fn anything_else_is_unreadable(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(opened(&under("first key", None), Purpose::InviteLink, &Sealed::new(bytes)), None);
        }
    }
}
