//! The keys of a vendor, in the files that openssl reads and writes, and what he issues with them.

use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
    KeypairBytes,
};
use ed25519_dalek::{SigningKey, VerifyingKey};
use muster_domain::model::license::{License, LicenseId};
use secrecy::{ExposeSecret as _, SecretString};

use super::{armor, jws, payload};
use crate::os_random;

/// A text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LicenseKeyError {
    /// It is no private key, or one with a passphrase.
    #[error("it is no Ed25519 private key in PKCS#8 PEM without a passphrase")]
    NotPrivate,
    /// It is no public key.
    #[error("it is no Ed25519 public key in PEM")]
    NotPublic,
    /// It is a private key where a public one is meant.
    #[error("it is a private key, which its vendor alone may have; name the public key")]
    PrivateForPublic,
}

/// A new name for a licence: a random UUID.
pub fn new_license_id() -> LicenseId {
    let uuid = uuid::Builder::from_random_bytes(os_random::bytes()).into_uuid();
    LicenseId::parse(&uuid.to_string()).expect("a UUID is letters, digits and hyphens")
}

/// With which a vendor signs licences.
pub struct VendorKey(pub(super) SigningKey);

impl VendorKey {
    /// A new one.
    pub fn generate() -> Self {
        Self(SigningKey::from_bytes(&os_random::bytes()))
    }

    /// Reads a private key in PKCS#8 PEM, as [`to_pem`](Self::to_pem) and openssl write it.
    pub fn from_pem(pem: &SecretString) -> Result<Self, LicenseKeyError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "it becomes the key, and does not leave this function"
        )]
        let key = SigningKey::from_pkcs8_pem(pem.expose_secret());
        key.map(Self).map_err(|_| LicenseKeyError::NotPrivate)
    }

    /// As PKCS#8 PEM.
    pub fn to_pem(&self) -> SecretString {
        // With the public half in it, openssl 3.0 cannot read it.
        let bytes = KeypairBytes {
            secret_key: self.0.to_bytes(),
            public_key: None,
        };
        let pem = bytes.to_pkcs8_pem(LineEnding::LF);
        pem.expect("32 bytes can be written as PEM").as_str().into()
    }

    /// The public half, which servers trust.
    pub fn public_key(&self) -> VendorPublicKey {
        VendorPublicKey(self.0.verifying_key())
    }

    /// The licence as a signed text. Its time is written in whole seconds.
    pub fn issue(&self, license: &License) -> String {
        armor::put_on(&jws::sign(&payload::write(license), &self.0))
    }
}

impl fmt::Debug for VendorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VendorKey").finish_non_exhaustive()
    }
}

/// By which a server knows a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorPublicKey(pub(super) VerifyingKey);

impl VendorPublicKey {
    /// Reads a public key in PEM, as [`to_pem`](Self::to_pem) and openssl write it.
    pub fn from_pem(pem: &str) -> Result<Self, LicenseKeyError> {
        match VerifyingKey::from_public_key_pem(pem) {
            // Anybody could sign for a weak one.
            Ok(key) if !key.is_weak() => Ok(Self(key)),
            _ if pem.contains("PRIVATE KEY-----") => Err(LicenseKeyError::PrivateForPublic),
            _ => Err(LicenseKeyError::NotPublic),
        }
    }

    /// As PEM (a `SubjectPublicKeyInfo`).
    pub fn to_pem(&self) -> String {
        let pem = self.0.to_public_key_pem(LineEnding::LF);
        pem.expect("32 bytes can be written as PEM")
    }
}
