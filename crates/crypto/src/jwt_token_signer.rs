//! Signed tokens: JWTs of one form, with HMAC-SHA-256 under a key derived from the server key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use muster_domain::model::api_token::{TokenClaims, TokenName, TokenPurpose, TokenRefused};
use muster_domain::model::id::UserId;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::TokenSigner;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::server_key::{ServerKey, derive};

/// The first part of every token, `{"alg":"HS256","typ":"JWT"}`. It is compared and never read: a token cannot choose
/// how it is verified.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// What the key is derived for. Tokens that people hold depend on it: it never changes.
const KEY_PURPOSE: &str = "sign api token";

/// Signs under the current server key; verifies what was signed under it or the previous one.
#[derive(Clone, Debug)]
pub struct JwtTokenSigner {
    key: ServerKey,
}

impl JwtTokenSigner {
    /// Signs under this key.
    pub fn new(key: ServerKey) -> Self {
        Self { key }
    }

    /// Whether the signature, as it is written, is ours.
    fn is_ours(&self, truncated: &str, signature: &str) -> bool {
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else {
            return false;
        };
        let (current, previous) = self.key.texts();
        [Some(current), previous]
            .into_iter()
            .flatten()
            .any(|key| mac(key, truncated).verify_slice(&signature).is_ok())
    }
}

impl TokenSigner for JwtTokenSigner {
    fn sign(&self, claims: &TokenClaims) -> SecretString {
        let truncated = write(claims);
        let signature = mac(self.key.texts().0, &truncated).finalize().into_bytes();
        format!("{truncated}.{}", URL_SAFE_NO_PAD.encode(signature)).into()
    }

    fn verify(&self, token: &SecretString) -> Result<TokenClaims, TokenRefused> {
        #[expect(
            clippy::disallowed_methods,
            reason = "its signature is compared, and does not leave this function"
        )]
        let token = token.expose_secret();
        token
            .rsplit_once('.')
            .filter(|(truncated, signature)| self.is_ours(truncated, signature))
            .and_then(|(truncated, _)| read(truncated))
            .ok_or(TokenRefused::Invalid)
    }

    fn read(&self, truncated: &SecretString) -> Option<TokenClaims> {
        #[expect(
            clippy::disallowed_methods,
            reason = "only what it claims leaves this function"
        )]
        read(truncated.expose_secret())
    }
}

fn mac(key: &SecretString, truncated: &str) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(&derive(key, KEY_PURPOSE))
        .expect("HMAC takes a key of any length")
        .chain_update(truncated)
}

/// The second part of a token, named and ordered as Label Studio's are.
#[derive(Serialize, Deserialize)]
struct Payload {
    token_type: String,
    exp: i64,
    iat: i64,
    jti: String,
    user_id: User,
}

/// A user's id: a text, as it is written since simplejwt 5.5, or a number, as it was before.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum User {
    Text(String),
    Number(i64),
}

/// The first two parts of a token.
fn write(claims: &TokenClaims) -> String {
    let payload = Payload {
        token_type: claims.purpose.code().to_owned(),
        exp: claims.expires_at.timestamp(),
        iat: claims.issued_at.timestamp(),
        jti: claims.name.to_string(),
        user_id: User::Text(claims.user.to_string()),
    };
    let payload = serde_json::to_vec(&payload).expect("texts and numbers can be written as JSON");
    format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(payload))
}

/// What the first two parts of a token say.
fn read(truncated: &str) -> Option<TokenClaims> {
    let payload = truncated.strip_prefix(HEADER)?.strip_prefix('.')?;
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    // serde would also take the values in a list, without their names.
    if !payload.starts_with(b"{") {
        return None;
    }
    let payload: Payload = serde_json::from_slice(&payload).ok()?;
    Some(TokenClaims {
        purpose: [TokenPurpose::Refresh, TokenPurpose::Access]
            .into_iter()
            .find(|purpose| purpose.code() == payload.token_type)?,
        user: UserId::new(match payload.user_id {
            User::Text(digits) => digits.parse().ok()?,
            User::Number(number) => number,
        }),
        name: TokenName::parse(&payload.jti)?,
        issued_at: Timestamp::from_timestamp(payload.iat, 0)?,
        expires_at: Timestamp::from_timestamp(payload.exp, 0)?,
    })
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests look at secrets of their own"
)]
mod tests {
    use super::*;
    use muster_domain::model::time::Duration;
    use proptest::prelude::*;

    fn under(current: &str, previous: Option<&str>) -> JwtTokenSigner {
        let text = |word: &str| SecretString::from(word.repeat(8));
        let key = ServerKey::parse(text(current), previous.map(text)).expect("long enough");
        JwtTokenSigner::new(key)
    }

    fn signer() -> JwtTokenSigner {
        under("first key", None)
    }

    /// A token of 200 years.
    fn claims() -> TokenClaims {
        let issued_at = Timestamp::from_timestamp(1_700_000_000, 0).expect("in range");
        TokenClaims {
            purpose: TokenPurpose::Refresh,
            user: UserId::new(1),
            name: TokenName::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]),
            issued_at,
            expires_at: issued_at + Duration::days(73_000),
        }
    }

    fn signed(signer: &JwtTokenSigner, claims: &TokenClaims) -> String {
        signer.sign(claims).expose_secret().to_owned()
    }

    fn verified(signer: &JwtTokenSigner, token: &str) -> Option<TokenClaims> {
        signer.verify(&token.into()).ok()
    }

    fn parts(token: &str) -> [&str; 3] {
        let parts: Vec<_> = token.split('.').collect();
        parts.try_into().expect("a token has three parts")
    }

    /// Any first two parts, signed as our own are.
    fn with_our_signature(truncated: &str) -> String {
        let key = SecretString::from("first key".repeat(8));
        let signature = mac(&key, truncated).finalize().into_bytes();
        format!("{truncated}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn of_payload(json: &str) -> String {
        with_our_signature(&format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(json)))
    }

    /// Written by Python, in the manner of simplejwt:
    ///
    /// ```python
    /// import base64, hashlib, hmac, json
    /// mac = lambda key, text: hmac.new(key, text, hashlib.sha256).digest()
    /// part = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")
    /// dump = lambda value: part(json.dumps(value, separators=(",", ":")).encode())
    /// key = mac(mac(b"muster server key v1", b"first key" * 8), b"sign api token\x01")  # HKDF
    /// text = dump({"alg": "HS256", "typ": "JWT"}) + b"." + dump({
    ///     "token_type": "refresh", "exp": 8007200000, "iat": 1700000000,
    ///     "jti": "000102030405060708090a0b0c0d0eff", "user_id": "1"})
    /// print((text + b"." + part(mac(key, text))).decode())
    /// ```
    const PYTHONS: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCIsImV4cCI6ODAwNzIwMDAwMCwiaWF0IjoxNzAwMDAwMDAwLCJqdGkiOiIwMDAxMDIwMzA0MDUwNjA3MDgwOTBhMGIwYzBkMGVmZiIsInVzZXJfaWQiOiIxIn0.XCVe3g9fkq0CumnXe2iBkP1bjFMCzAoi8o2DGElKit8";

    #[test]
    fn a_token_is_what_python_writes_and_never_changes() {
        assert_eq!(signed(&signer(), &claims()), PYTHONS);
        assert_eq!(verified(&signer(), PYTHONS), Some(claims()));
    }

    #[test]
    fn the_previous_key_verifies_and_does_not_sign() {
        let old = under("first key", None);
        let rotating = under("second key", Some("first key"));
        let new = under("second key", None);
        let token = signed(&old, &claims());
        assert_eq!(verified(&rotating, &token), Some(claims()));
        assert_eq!(verified(&new, &token), None);
        let token = signed(&rotating, &claims());
        assert_eq!(verified(&new, &token), Some(claims()));
        assert_eq!(verified(&old, &token), None);
    }

    #[test]
    fn a_key_for_another_purpose_signs_no_token() {
        let [header, payload, _] = parts(PYTHONS);
        let truncated = format!("{header}.{payload}");
        let text = SecretString::from("first key".repeat(8));
        for purpose in ["check", "seal legacy token"] {
            let signature = Hmac::<Sha256>::new_from_slice(&derive(&text, purpose))
                .expect("HMAC takes a key of any length")
                .chain_update(&truncated);
            let signature = URL_SAFE_NO_PAD.encode(signature.finalize().into_bytes());
            let forged = format!("{truncated}.{signature}");
            assert_eq!(verified(&signer(), &forged), None, "{purpose}");
        }
    }

    #[test]
    fn no_byte_can_be_changed_cut_or_added() {
        let signer = under("first key", Some("second key"));
        let token = signed(&signer, &claims());
        for at in 0..token.len() {
            for byte in 0..128 {
                let mut changed = token.clone().into_bytes();
                if changed[at] == byte {
                    continue;
                }
                changed[at] = byte;
                let changed = String::from_utf8(changed).expect("ASCII");
                assert_eq!(verified(&signer, &changed), None, "{changed}");
            }
            assert_eq!(verified(&signer, &token[..at]), None, "cut to {at}");
            let rest = &token[at + 1..];
            assert_eq!(verified(&signer, rest), None, "begun at {}", at + 1);
        }
        for more in ["=", "==", "A", ".", "..", " ", "\n", "\0"] {
            assert_eq!(verified(&signer, &format!("{token}{more}")), None);
            assert_eq!(verified(&signer, &format!("{more}{token}")), None);
        }
        assert_eq!(verified(&signer, &format!("{token}.{token}")), None);
    }

    #[test]
    fn a_signature_belongs_to_its_own_claims() {
        let one = signed(&signer(), &claims());
        let mut other = claims();
        other.user = UserId::new(2);
        let other = signed(&signer(), &other);
        let ([header, payload, signature], [_, other_payload, other_signature]) =
            (parts(&one), parts(&other));
        for (payload, signature) in [(payload, other_signature), (other_payload, signature)] {
            let swapped = format!("{header}.{payload}.{signature}");
            assert_eq!(verified(&signer(), &swapped), None);
        }
        assert_eq!(
            verified(&signer(), &format!("{header}.{payload}.{payload}")),
            None
        );
    }

    #[test]
    fn no_other_header_is_taken_even_signed() {
        let [header, payload, _] = parts(PYTHONS);
        let plain = r#"{"alg":"HS256","typ":"JWT"}"#;
        assert_eq!(URL_SAFE_NO_PAD.encode(plain), header);
        for other in [
            r#"{"alg":"none","typ":"JWT"}"#,
            r#"{"alg":"None","typ":"JWT"}"#,
            r#"{"alg":"hs256","typ":"JWT"}"#,
            r#"{"alg":"HS384","typ":"JWT"}"#,
            r#"{"alg":"HS512","typ":"JWT"}"#,
            r#"{"alg":"RS256","typ":"JWT"}"#,
            r#"{"alg":"EdDSA","typ":"JWT"}"#,
            r#"{"typ":"JWT","alg":"HS256"}"#,
            r#"{"alg":"HS256","typ":"JWT","kid":"1"}"#,
            r#"{"alg":"HS256"}"#,
            r#"{"typ":"JWT"}"#,
            "{}",
            "",
        ] {
            let truncated = format!("{}.{payload}", URL_SAFE_NO_PAD.encode(other));
            let [_, _, signature] = parts(PYTHONS);
            for forged in [
                with_our_signature(&truncated),
                format!("{truncated}.{signature}"),
                format!("{truncated}."),
                truncated.clone(),
            ] {
                assert_eq!(verified(&signer(), &forged), None, "{other}");
            }
            assert_eq!(signer().read(&truncated.into()), None, "{other}");
        }
    }

    #[test]
    fn every_claim_is_needed_and_of_its_kind_even_signed() {
        let whole = r#"{"token_type":"access","exp":2,"iat":1,"jti":"000102030405060708090a0b0c0d0eff","user_id":"1"}"#;
        let read = verified(&signer(), &of_payload(whole)).expect("all claims are there");
        assert_eq!(read.purpose, TokenPurpose::Access);
        let old = whole.replace(r#""user_id":"1""#, r#""user_id":1"#);
        assert_eq!(verified(&signer(), &of_payload(&old)), Some(read));
        let later = whole.replace('}', r#","new":"claim"}"#);
        assert_eq!(verified(&signer(), &of_payload(&later)), Some(read));
        for (good, bad) in [
            (r#""token_type":"access","#, ""),
            (r#""exp":2,"#, ""),
            (r#""iat":1,"#, ""),
            (r#""jti":"000102030405060708090a0b0c0d0eff","#, ""),
            (r#","user_id":"1""#, ""),
            (r#""access""#, r#""sliding""#),
            (r#""access""#, "null"),
            (r#""exp":2"#, r#""exp":2.5"#),
            (r#""exp":2"#, r#""exp":"2""#),
            (r#""exp":2"#, r#""exp":null"#),
            (r#""exp":2"#, r#""exp":9223372036854775807"#),
            (r#""exp":2"#, r#""exp":9223372036854775808"#),
            (r#""exp":2"#, r#""exp":2,"exp":3"#),
            ("0eff", "0EFF"),
            ("0eff", "0ef"),
            (r#""user_id":"1""#, r#""user_id":"""#),
            (r#""user_id":"1""#, r#""user_id":"one""#),
            (r#""user_id":"1""#, r#""user_id":1.5"#),
            (r#""user_id":"1""#, r#""user_id":"9223372036854775808""#),
            ("}", "}}"),
            ("}", ""),
        ] {
            let changed = whole.replace(good, bad);
            assert_ne!(changed, whole, "{good} is there to be changed");
            assert_eq!(
                verified(&signer(), &of_payload(&changed)),
                None,
                "{changed}"
            );
        }
        let list = r#"["access",2,1,"000102030405060708090a0b0c0d0eff","1"]"#;
        assert_eq!(verified(&signer(), &of_payload(list)), None);
    }

    #[test]
    fn base64_has_one_form_even_signed() {
        // One byte more than a multiple of three: the last character has four bits to spare.
        let json = r#"{"token_type":"refresh","exp":2,"iat":1,"jti":"000102030405060708090a0b0c0d0eff","user_id":"123"}"#;
        assert_eq!(json.len() % 3, 1);
        let payload = URL_SAFE_NO_PAD.encode(json);
        let good = format!("{HEADER}.{payload}");
        assert!(verified(&signer(), &with_our_signature(&good)).is_some());
        let (rest, last) = good.split_at(good.len() - 1);
        assert_eq!(last, "Q");
        for bad in [
            format!("{good}=="),
            format!("{good}="),
            format!("{good}\n"),
            format!("{rest}R"),
            format!("{HEADER}=.{payload}"),
            format!("{HEADER}.+{payload}"),
            format!("{HEADER}..{payload}"),
            format!("{HEADER}{payload}"),
        ] {
            assert_eq!(
                verified(&signer(), &with_our_signature(&bad)),
                None,
                "{bad}"
            );
            assert_eq!(signer().read(&bad.clone().into()), None, "{bad}");
        }
    }

    #[test]
    fn a_token_without_its_signature_is_read_and_not_verified() {
        let (truncated, _) = PYTHONS.rsplit_once('.').expect("a token has parts");
        assert_eq!(signer().read(&truncated.into()), Some(claims()));
        let stranger = under("second key", None);
        assert_eq!(stranger.read(&truncated.into()), Some(claims()));
        assert_eq!(verified(&signer(), truncated), None);
        assert_eq!(verified(&signer(), &format!("{truncated}.")), None);
        for other in [
            PYTHONS,
            &format!("{truncated}."),
            HEADER,
            "",
            ".",
            "..",
            "x",
        ] {
            assert_eq!(signer().read(&other.into()), None, "{other}");
        }
    }

    #[test]
    fn a_signer_shows_no_key() {
        let shown = format!("{:?}", under("first key", Some("second key")));
        assert!(
            !shown.contains("first key") && !shown.contains("second key"),
            "{shown}"
        );
    }

    proptest! {
        #[test]
        fn any_claims_come_back(
            access in any::<bool>(),
            user in any::<i64>(),
            name in any::<[u8; 16]>(),
            times in prop::array::uniform2(-8_000_000_000_000_i64..8_000_000_000_000),
        ) {
            let [issued_at, expires_at] =
                times.map(|time| Timestamp::from_timestamp(time, 0).expect("in range"));
            let claims = TokenClaims {
                purpose: if access { TokenPurpose::Access } else { TokenPurpose::Refresh },
                user: UserId::new(user),
                name: TokenName::new(name),
                issued_at,
                expires_at,
            };
            let token = signed(&signer(), &claims);
            prop_assert_eq!(&token, &signed(&signer(), &claims));
            prop_assert_eq!(verified(&signer(), &token), Some(claims));
            prop_assert_eq!(verified(&under("second key", None), &token), None);
            let (truncated, _) = token.rsplit_once('.').expect("a token has parts");
            prop_assert_eq!(signer().read(&truncated.into()), Some(claims));
        }

        #[test]
        fn anything_else_is_invalid(text in any::<String>(), payload in any::<Vec<u8>>()) {
            prop_assert_eq!(verified(&signer(), &text), None);
            prop_assert_eq!(signer().read(&text.into()), None);
            let truncated = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(payload));
            prop_assert_eq!(verified(&signer(), &with_our_signature(&truncated)), None);
            prop_assert_eq!(signer().read(&truncated.into()), None);
        }
    }
}
