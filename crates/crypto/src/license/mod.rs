//! Licences: texts that a vendor signs with Ed25519 and a server verifies without asking anybody.
//!
//! A licence is JSON in a JWS in an armour, read from the outside in:
//! - [`armor`]: the two lines around it, and what mail and chat may do to the text.
//! - [`jws`]: the signature, in RFC 7515's compact form.
//! - [`payload`]: what it says, as JSON.
//! - [`verifier`]: reads all of it for the domain.
//! - [`vendor_key`]: the keys, and the way back: what a vendor issues.

mod armor;
mod jws;
mod payload;
mod vendor_key;
mod verifier;

pub use vendor_key::{LicenseKeyError, VendorKey, VendorPublicKey, new_license_id};
pub use verifier::Ed25519LicenseVerifier;

#[cfg(test)]
mod tests;
