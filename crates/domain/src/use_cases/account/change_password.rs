//! Changing one's own password on the account page.

use async_trait::async_trait;
use secrecy::SecretString;

use super::credentials::set_password;
use crate::model::access::Denied;
use crate::model::actor::Actor;
use crate::model::api_token::TokenKinds;
use crate::model::audit::AuditAction;
use crate::model::id::UserId;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::secret::{Password, PasswordHash};
use crate::ports::{Directory, HasherError, PasswordHasher, StoreError};
use crate::use_cases::{Scope, UseCase};

/// Sets a new password for the person who asks. Every other session ends; tokens stay, and the person is told of which
/// kinds there are (K53).
#[derive(Debug)]
pub struct ChangePassword {
    user: UserId,
    verified: PasswordHash,
    new: PasswordHash,
}

/// Why the password stays.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
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

impl Refusal for ChangePasswordError {
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

impl ChangePassword {
    /// Verifies the present password and hashes the new one, before any unit of work.
    pub async fn prepare(
        actor: &Actor,
        current: &SecretString,
        new: &Password,
        directory: &dyn Directory,
        hasher: &dyn PasswordHasher,
    ) -> Result<Self, ChangePasswordError> {
        let user = actor.user().ok_or(Denied::Unauthenticated)?;
        let found = directory.find_user(user).await?;
        let hash = found.and_then(|user| user.password);
        match hash {
            Some(verified) if hasher.verify(current, Some(verified.clone())).await? => Ok(Self {
                user,
                verified,
                new: hasher.hash(new).await?,
            }),
            _ => Err(ChangePasswordError::WrongPassword),
        }
    }
}

#[async_trait]
impl UseCase for ChangePassword {
    /// The kinds of token that the account has now, each as good as before.
    type Output = TokenKinds;
    type Error = ChangePasswordError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<TokenKinds, ChangePasswordError> {
        let found = scope.users().lock(self.user).await?;
        let mut user = found.ok_or(Denied::Unauthenticated)?;
        if user.password.as_ref() != Some(&self.verified) {
            return Err(ChangePasswordError::WrongPassword);
        }
        let keep = scope.actor().session();
        set_password(
            scope,
            &mut user,
            self.new.clone(),
            keep,
            AuditAction::PasswordChanged,
        )
        .await?;
        Ok(remaining_tokens(scope, self.user).await?)
    }
}

async fn remaining_tokens(scope: &mut Scope<'_>, user: UserId) -> Result<TokenKinds, StoreError> {
    let now = scope.now();
    let personal = scope.api_tokens().list_personal(user).await?;
    let legacy = scope.api_tokens().find_legacy(user).await?;
    Ok(TokenKinds {
        personal: personal.iter().any(|token| token.admit(now).is_ok()),
        legacy: legacy.is_some(),
    })
}
