//! Choosing a password by a link.

use async_trait::async_trait;

use super::credentials::{end_tokens, set_password};
use crate::model::account::User;
use crate::model::audit::AuditAction;
use crate::model::password_reset::DeadReset;
use crate::model::refusal::{Kind, Refusal};
use crate::model::secret::{Digest, Password, PasswordHash};
use crate::ports::{HasherError, PasswordHasher, StoreError};
use crate::use_cases::{Scope, UseCase, View, ViewScope};

/// Sets a password by a link. Single use; signs nobody in; ends every session and token of the account.
#[derive(Debug)]
pub struct ResetPassword {
    secret: Digest,
    password: PasswordHash,
}

/// Why the link sets no password.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// There never was such a link.
    #[error("this link is not valid; check that it was copied whole, or ask for a new one")]
    Wrong,
    /// It worked once.
    #[error(transparent)]
    Dead(#[from] DeadReset),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for ResetPasswordError {
    fn kind(&self) -> Kind {
        match self {
            Self::Wrong => Kind::Forbidden,
            Self::Dead(dead) => dead.kind(),
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Wrong => "password_reset_invalid",
            Self::Dead(dead) => dead.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl ResetPassword {
    /// Hashes the password, which takes long, before any unit of work.
    pub async fn prepare(
        secret: Digest,
        password: &Password,
        hasher: &dyn PasswordHasher,
    ) -> Result<Self, HasherError> {
        let password = hasher.hash(password).await?;
        Ok(Self { secret, password })
    }
}

#[async_trait]
impl UseCase for ResetPassword {
    type Output = ();
    type Error = ResetPasswordError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), ResetPasswordError> {
        let found = scope.password_resets().find(self.secret).await?;
        let reset = found.ok_or(ResetPasswordError::Wrong)?;
        let user = scope.users().lock(reset.user).await?;
        let mut user = user.ok_or(ResetPasswordError::Wrong)?;
        // Read again under the lock: of two who use the link at once, the second finds it used.
        let found = scope.password_resets().find(self.secret).await?;
        found.ok_or(ResetPasswordError::Wrong)?.admit(scope.now())?;
        set_password(
            scope,
            &mut user,
            self.password.clone(),
            None,
            AuditAction::PasswordReset,
        )
        .await?;
        end_tokens(scope, user.id).await?;
        Ok(())
    }
}

/// Whose password a link sets. Looking changes nothing.
#[derive(Debug)]
pub struct PreviewPasswordReset {
    /// The digest of the link's secret.
    pub secret: Digest,
}

#[async_trait]
impl View for PreviewPasswordReset {
    type Output = User;
    type Error = ResetPasswordError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<User, ResetPasswordError> {
        let found = scope.directory().find_password_reset(self.secret).await?;
        let (reset, user) = found.ok_or(ResetPasswordError::Wrong)?;
        reset.admit(scope.now())?;
        Ok(user)
    }
}
