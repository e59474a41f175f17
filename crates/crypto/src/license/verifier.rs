//! Reads licences for the domain.

use ed25519_dalek::VerifyingKey;
use muster_domain::model::license::{License, UntrustedLicense};
use muster_domain::ports::LicenseVerifier;

use super::vendor_key::VendorPublicKey;
use super::{armor, jws, payload};

/// Reads licences that were signed with Ed25519, by any of the trusted vendors' keys.
#[derive(Clone, Debug, Default)]
pub struct Ed25519LicenseVerifier {
    trusted: Vec<VerifyingKey>,
}

impl Ed25519LicenseVerifier {
    /// No licence is longer than so many bytes.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Trusts these and nobody else.
    pub fn new(trusted: &[VendorPublicKey]) -> Self {
        Self {
            trusted: trusted.iter().map(|key| key.0).collect(),
        }
    }
}

impl LicenseVerifier for Ed25519LicenseVerifier {
    fn verify(&self, text: &str) -> Result<License, UntrustedLicense> {
        if text.len() > Self::MAX_BYTES {
            return Err(UntrustedLicense::TooLong);
        }
        let text = armor::trimmed(text);
        if text.is_empty() {
            return Err(UntrustedLicense::Empty);
        }
        if self.trusted.is_empty() {
            return Err(UntrustedLicense::NoKeys);
        }
        let compact = armor::take_off(text)?;
        let payload = jws::open(&compact, &self.trusted)?;
        payload::read(&payload).map_err(UntrustedLicense::NotUnderstood)
    }
}
