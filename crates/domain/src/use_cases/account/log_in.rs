//! Logging in with address and password.

use async_trait::async_trait;
use secrecy::SecretString;

use super::credentials::{SignedIn, admit, is_deactivated_everywhere};
use crate::model::email::EmailAddress;
use crate::model::id::UserId;
use crate::model::refusal::{Kind, Refusal};
use crate::model::secret::PasswordHash;
use crate::ports::{Directory, HasherError, PasswordHasher, StoreError};
use crate::use_cases::{Scope, UseCase};

/// Opens a session for a person whose password was right a moment ago.
#[derive(Debug)]
pub struct LogIn {
    user: UserId,
    verified: PasswordHash,
}

/// Why nobody was logged in.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// No such account, or another password. Nobody learns which.
    #[error("The email and password you entered don't match.")]
    NoMatch,
    /// The password is right and the person has no access anywhere.
    #[error("your account is deactivated; ask an administrator of your organization")]
    Deactivated,
    /// Passwords cannot be checked now.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for LogInError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoMatch => Kind::Unauthenticated,
            Self::Deactivated => Kind::Forbidden,
            Self::Hasher(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NoMatch => "unauthenticated",
            Self::Deactivated => "forbidden",
            Self::Hasher(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl LogIn {
    /// Verifies the password, which takes long, before any unit of work; as long for an address without an account.
    pub async fn prepare(
        email: &str,
        password: &SecretString,
        directory: &dyn Directory,
        hasher: &dyn PasswordHasher,
    ) -> Result<Self, LogInError> {
        let user = match EmailAddress::parse(email) {
            Ok(email) => directory.find_user_by_email(&email).await?,
            Err(_) => None,
        };
        let hash = user.as_ref().and_then(|user| user.password.clone());
        let matches = hasher.verify(password, hash.clone()).await?;
        match (user, hash) {
            (Some(user), Some(verified)) if matches => Ok(Self {
                user: user.id,
                verified,
            }),
            _ => Err(LogInError::NoMatch),
        }
    }
}

#[async_trait]
impl UseCase for LogIn {
    type Output = SignedIn;
    type Error = LogInError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<SignedIn, LogInError> {
        let found = scope.users().lock(self.user).await?;
        let mut user = found.ok_or(LogInError::NoMatch)?;
        if user.password.as_ref() != Some(&self.verified) {
            return Err(LogInError::NoMatch);
        }
        let memberships = scope.memberships().list_of(user.id).await?;
        if is_deactivated_everywhere(&memberships) {
            return Err(LogInError::Deactivated);
        }
        Ok(admit(scope, &mut user).await?)
    }
}
