//! Links by which a person chooses a password.

use super::id::{PasswordResetId, UserId};
use super::refusal::{Kind, Refusal};
use super::secret::Digest;
use super::time::Timestamp;

/// A reset link that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPasswordReset {
    /// Whose password it sets.
    pub user: UserId,
    /// The digest of its secret.
    pub digest: Digest,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it no longer works.
    pub expires_at: Timestamp,
}

/// A link by which one person sets a password, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordReset {
    /// Its id.
    pub id: PasswordResetId,
    /// Whose password it sets.
    pub user: UserId,
    /// From when on it no longer works.
    pub expires_at: Timestamp,
    /// When it was used, or ended because the password was set in another way.
    pub ended_at: Option<Timestamp>,
}

/// Why a reset link that once worked does not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadReset {
    /// It was used, or the password was set in another way since.
    #[error(
        "this link has been used, or the password was changed since it was made; ask for a new one"
    )]
    Ended,
    /// Its time is over.
    #[error("this link has expired; ask for a new one")]
    Expired,
}

impl Refusal for DeadReset {
    fn kind(&self) -> Kind {
        Kind::Gone
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Ended => "password_reset_used",
            Self::Expired => "password_reset_expired",
        }
    }
}

impl PasswordReset {
    /// Whether it may still be used.
    pub fn admit(&self, now: Timestamp) -> Result<(), DeadReset> {
        match self.ended_at {
            Some(_) => Err(DeadReset::Ended),
            None if now >= self.expires_at => Err(DeadReset::Expired),
            None => Ok(()),
        }
    }
}
