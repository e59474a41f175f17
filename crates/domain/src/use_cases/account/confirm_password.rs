//! The password of a person who is signed in, asked for once more.

use secrecy::SecretString;

use crate::model::access::Denied;
use crate::model::account::User;
use crate::model::actor::Actor;
use crate::model::id::UserId;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::secret::PasswordHash;
use crate::ports::{Directory, HasherError, Locked, PasswordHasher, StoreError};
use crate::use_cases::Scope;

/// A person's password, right a moment ago.
#[derive(Debug)]
pub struct ConfirmedPassword {
    user: UserId,
    verified: PasswordHash,
}

/// Why a password does not confirm anything.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmPasswordError {
    /// Nobody is signed in.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The present password is another.
    #[error("This is not your present password.")]
    WrongPassword,
    /// Passwords cannot be hashed now.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for ConfirmPasswordError {
    fn kind(&self) -> Kind {
        match self {
            Self::Denied(denied) => denied.kind(),
            Self::WrongPassword => Kind::Invalid,
            Self::Hasher(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::WrongPassword => "invalid",
            Self::Hasher(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::WrongPassword => vec![FieldError::new("current_password", self.to_string())],
            Self::Denied(_) | Self::Hasher(_) | Self::Store(_) => Vec::new(),
        }
    }
}

impl ConfirmedPassword {
    /// Verifies the password of the person who asks, which takes long, before any unit of work.
    pub async fn prepare(
        actor: &Actor,
        password: &SecretString,
        directory: &dyn Directory,
        hasher: &dyn PasswordHasher,
    ) -> Result<Self, ConfirmPasswordError> {
        let user = actor.user().ok_or(Denied::Unauthenticated)?;
        let found = directory.find_user(user).await?;
        let hash = found.and_then(|user| user.password);
        match hash {
            Some(verified) if hasher.verify(password, Some(verified.clone())).await? => {
                Ok(Self { user, verified })
            }
            _ => Err(ConfirmPasswordError::WrongPassword),
        }
    }

    /// Locks the account, unless the password was changed meanwhile.
    pub(in crate::use_cases) async fn lock(
        &self,
        scope: &mut Scope<'_>,
    ) -> Result<Locked<User>, ConfirmPasswordError> {
        let found = scope.users().lock(self.user).await?;
        let user = found.ok_or(Denied::Unauthenticated)?;
        if user.password.as_ref() == Some(&self.verified) {
            Ok(user)
        } else {
            Err(ConfirmPasswordError::WrongPassword)
        }
    }
}
