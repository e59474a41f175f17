//! Slow, salted password hashing.

use async_trait::async_trait;
#[cfg(feature = "mock")]
use mockall::automock;
use secrecy::SecretString;

use crate::model::refusal::{Kind, Refusal};
use crate::model::secret::{Password, PasswordHash};

/// Hashes and verifies passwords. Both take long on purpose and are done outside any unit of work.
#[cfg_attr(feature = "mock", automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password with a fresh salt.
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HasherError>;

    /// Whether the password is the one that was hashed. With no hash to compare it takes as long and says no.
    async fn verify(
        &self,
        password: &SecretString,
        hash: Option<PasswordHash>,
    ) -> Result<bool, HasherError>;
}

/// Passwords cannot be hashed now.
#[derive(Debug, thiserror::Error)]
#[error("the server is too busy to check passwords; try again in a moment")]
pub struct HasherError;

impl Refusal for HasherError {
    fn kind(&self) -> Kind {
        Kind::Unavailable
    }
    fn code(&self) -> &'static str {
        "unavailable"
    }
}
