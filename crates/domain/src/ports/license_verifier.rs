//! Reading licences.

use crate::model::license::{License, UntrustedLicense};
#[cfg(feature = "mock")]
use mockall::automock;

/// Reads licences that vendors signed whom the operator trusts.
#[cfg_attr(feature = "mock", automock)]
pub trait LicenseVerifier: Send + Sync {
    /// What the text says, if a trusted vendor signed all of it.
    ///
    /// # Errors
    /// [`UntrustedLicense`] with the reason; any byte of the text that was changed is one.
    fn verify(&self, text: &str) -> Result<License, UntrustedLicense>;
}

/// A server where no vendor is trusted, and so no licence can be installed.
#[derive(Clone, Copy, Debug)]
pub struct NoVendors;

impl LicenseVerifier for NoVendors {
    fn verify(&self, _: &str) -> Result<License, UntrustedLicense> {
        Err(UntrustedLicense::NoKeys)
    }
}
