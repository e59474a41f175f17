//! The signature: a JWS in RFC 7515's compact form, signed as RFC 8037 has it, with one header and no other.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use muster_domain::model::license::UntrustedLicense;

/// The first part of every licence, `{"alg":"EdDSA","typ":"muster-license+jws"}`. It is compared and never read: a
/// licence cannot choose how it is verified.
const HEADER: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6Im11c3Rlci1saWNlbnNlK2p3cyJ9";

/// The payload with its signature.
pub(super) fn sign(payload: &[u8], key: &SigningKey) -> String {
    let truncated = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(payload));
    let signature = key.sign(truncated.as_bytes()).to_bytes();
    format!("{truncated}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The payload, if one of these keys signed it. It is not looked at before.
pub(super) fn open(compact: &str, trusted: &[VerifyingKey]) -> Result<Vec<u8>, UntrustedLicense> {
    let payload = signed_payload(compact, trusted).ok_or(UntrustedLicense::Signature)?;
    URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|error| UntrustedLicense::NotUnderstood(error.to_string()))
}

/// The payload as it is written.
fn signed_payload<'a>(compact: &'a str, trusted: &[VerifyingKey]) -> Option<&'a str> {
    let (truncated, signature) = compact.rsplit_once('.')?;
    let payload = truncated.strip_prefix(HEADER)?.strip_prefix('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let signature = Signature::from_slice(&signature).ok()?;
    let is_by = |key: &VerifyingKey| key.verify_strict(truncated.as_bytes(), &signature).is_ok();
    trusted.iter().any(is_by).then_some(payload)
}
