//! The ports without state of their own, in one hand.

use std::sync::Arc;

use super::{Clock, LicenseVerifier, PasswordHasher, Sealer, TokenMint, TokenSigner};

/// The domain's tools: ports without state of their own.
#[derive(Clone)]
pub struct Tools {
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Mints secrets.
    pub mint: Arc<dyn TokenMint>,
    /// Seals secrets.
    pub sealer: Arc<dyn Sealer>,
    /// Signs tokens.
    pub signer: Arc<dyn TokenSigner>,
    /// Reads licences.
    pub licenses: Arc<dyn LicenseVerifier>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}
