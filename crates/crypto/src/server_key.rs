//! The server key, and the keys for each purpose that are derived from it.

use hkdf::Hkdf;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// The key of the server: the operator's text, and the one before it while keys are rotated.
#[derive(Clone, Debug)]
pub struct ServerKey {
    current: SecretString,
    previous: Option<SecretString>,
}

/// A text that is no server key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerKeyError {
    /// The current key is too short.
    #[error("the server key has fewer than {} characters", ServerKey::MIN_CHARS)]
    Short,
    /// The previous key is too short.
    #[error(
        "the previous server key has fewer than {} characters",
        ServerKey::MIN_CHARS
    )]
    PreviousShort,
}

/// Which key a database was last used with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyMatch {
    /// The current one.
    Current,
    /// The previous one: the key is being rotated.
    Previous,
    /// Neither.
    Other,
}

impl ServerKey {
    /// The shortest key.
    pub const MIN_CHARS: usize = 32;

    /// Takes any text of 32 characters or more, and the previous one where keys are rotated.
    pub fn parse(
        current: SecretString,
        previous: Option<SecretString>,
    ) -> Result<Self, ServerKeyError> {
        if is_short(&current) {
            return Err(ServerKeyError::Short);
        }
        if previous.as_ref().is_some_and(is_short) {
            return Err(ServerKeyError::PreviousShort);
        }
        Ok(Self { current, previous })
    }

    /// A fresh text for a key: 64 letters and digits, 380 bits.
    pub fn generate() -> SecretString {
        crate::os_token_mint::alphanumeric("", 64)
    }

    /// What a database keeps to recognise the current key. The key cannot be had from it.
    pub fn check(&self) -> [u8; 32] {
        check_of(&self.current)
    }

    /// Which key this check was made with.
    pub fn matches(&self, check: &[u8]) -> KeyMatch {
        let made_with = |key: &SecretString| bool::from(check_of(key).as_slice().ct_eq(check));
        if made_with(&self.current) {
            KeyMatch::Current
        } else if self.previous.as_ref().is_some_and(made_with) {
            KeyMatch::Previous
        } else {
            KeyMatch::Other
        }
    }

    /// The current text and the previous one, to derive from.
    pub(crate) fn texts(&self) -> (&SecretString, Option<&SecretString>) {
        (&self.current, self.previous.as_ref())
    }
}

/// The key for one purpose. Keys for different purposes tell nothing of each other.
pub(crate) fn derive(text: &SecretString, purpose: &str) -> [u8; 32] {
    #[expect(
        clippy::disallowed_methods,
        reason = "the server key is used here only"
    )]
    let text = text.expose_secret().as_bytes();
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(b"muster server key v1"), text)
        .expand(purpose.as_bytes(), &mut key)
        .expect("32 bytes are within what HKDF gives");
    key
}

fn check_of(text: &SecretString) -> [u8; 32] {
    derive(text, "check")
}

fn is_short(text: &SecretString) -> bool {
    #[expect(clippy::disallowed_methods, reason = "its length is judged here, once")]
    let length = text.expose_secret().chars().count();
    length < ServerKey::MIN_CHARS
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests look at secrets of their own"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(letter: &str, length: usize) -> SecretString {
        letter.repeat(length).into()
    }

    #[test]
    fn a_key_has_32_characters_or_more() {
        for (length, allowed) in [(0, false), (31, false), (32, true), (5_000, true)] {
            assert_eq!(ServerKey::parse(text("ü", length), None).is_ok(), allowed);
            let previous = Some(text("ü", length));
            assert_eq!(ServerKey::parse(text("a", 32), previous).is_ok(), allowed);
        }
    }

    #[test]
    fn a_check_is_recognised_through_a_rotation() {
        let old = ServerKey::parse(text("a", 32), None).expect("valid");
        let rotating = ServerKey::parse(text("b", 32), Some(text("a", 32))).expect("valid");
        let new = ServerKey::parse(text("b", 32), None).expect("valid");
        assert_eq!(old.matches(&old.check()), KeyMatch::Current);
        assert_eq!(rotating.matches(&old.check()), KeyMatch::Previous);
        assert_eq!(rotating.matches(&rotating.check()), KeyMatch::Current);
        assert_eq!(new.matches(&rotating.check()), KeyMatch::Current);
        assert_eq!(new.matches(&old.check()), KeyMatch::Other);
        assert_eq!(new.matches(&[]), KeyMatch::Other);
        assert_eq!(new.matches(&new.check()[..31]), KeyMatch::Other);
    }

    /// Values sealed by any release must open in the next: what is derived from a key never changes.
    #[test]
    fn derivation_is_stable() {
        let key = ServerKey::parse(text("a", 32), None).expect("valid");
        assert_eq!(
            key.check()[..8],
            [0xcc, 0xb6, 0x0a, 0x5f, 0x8b, 0xb4, 0x6b, 0x0a]
        );
    }

    #[test]
    fn a_generated_key_is_a_key_and_never_the_same() {
        let [one, other] = [ServerKey::generate(), ServerKey::generate()]
            .map(|text| ServerKey::parse(text, None).expect("valid"));
        assert_ne!(one.check(), other.check());
        assert!(!format!("{one:?}").contains(one.current.expose_secret()));
    }

    proptest! {
        #[test]
        fn purposes_and_keys_are_independent(a in "\\PC{32,40}", b in "\\PC{32,40}", p in "[a-z]{1,9}", q in "[a-z]{1,9}") {
            let [a_text, b_text] = [&a, &b].map(|text| SecretString::from(text.clone()));
            prop_assert_eq!(derive(&a_text, &p) == derive(&b_text, &p), a == b);
            prop_assert_eq!(derive(&a_text, &p) == derive(&a_text, &q), p == q);
        }

        #[test]
        fn any_text_is_taken_or_refused(text in any::<String>(), check in any::<Vec<u8>>()) {
            if let Ok(key) = ServerKey::parse(text.into(), None) {
                prop_assert_eq!(key.matches(&check), KeyMatch::Other);
            }
        }
    }
}
