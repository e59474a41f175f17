//! Changing one's own password on the account page.

use async_trait::async_trait;
use secrecy::SecretString;

use super::confirm_password::{ConfirmPasswordError, ConfirmedPassword};
use super::credentials::set_password;
use crate::model::actor::Actor;
use crate::model::api_token::TokenKinds;
use crate::model::audit::AuditAction;
use crate::model::id::UserId;
use crate::model::secret::{Password, PasswordHash};
use crate::ports::{Directory, PasswordHasher, StoreError};
use crate::use_cases::{Scope, UseCase};

/// Sets a new password for the person who asks. Every other session ends; tokens stay, and the person is told of which
/// kinds there are (K53).
#[derive(Debug)]
pub struct ChangePassword {
    confirmed: ConfirmedPassword,
    new: PasswordHash,
}

impl ChangePassword {
    /// Verifies the present password and hashes the new one, before any unit of work.
    pub async fn prepare(
        actor: &Actor,
        current: &SecretString,
        new: &Password,
        directory: &dyn Directory,
        hasher: &dyn PasswordHasher,
    ) -> Result<Self, ConfirmPasswordError> {
        Ok(Self {
            confirmed: ConfirmedPassword::prepare(actor, current, directory, hasher).await?,
            new: hasher.hash(new).await?,
        })
    }
}

#[async_trait]
impl UseCase for ChangePassword {
    /// The kinds of token that the account has now, each as good as before.
    type Output = TokenKinds;
    type Error = ConfirmPasswordError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<TokenKinds, ConfirmPasswordError> {
        let mut user = self.confirmed.lock(scope).await?;
        let keep = scope.actor().session();
        set_password(
            scope,
            &mut user,
            self.new.clone(),
            keep,
            AuditAction::PasswordChanged,
        )
        .await?;
        Ok(remaining_tokens(scope, user.id).await?)
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
