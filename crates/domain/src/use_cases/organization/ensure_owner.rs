//! The first Owner, as the operator's settings name one.

use async_trait::async_trait;

use super::founding::found;
use crate::model::account::NewUser;
use crate::model::email::EmailAddress;
use crate::model::secret::{LegacyToken, Password, PasswordHash};
use crate::ports::{Directory, HasherError, PasswordHasher, StoreError};
use crate::use_cases::account::issue_legacy_token_as;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Makes an account with this address and password that owns an organization, unless the address has an account:
/// what its holder changed since stays. The operator's alone.
#[derive(Debug)]
pub struct EnsureOwner {
    email: EmailAddress,
    password: PasswordHash,
    token: Option<LegacyToken>,
}

/// Why the settings were not followed.
#[derive(Debug, thiserror::Error)]
pub enum EnsureOwnerError {
    /// Passwords cannot be hashed now.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EnsureOwner {
    /// Hashes the password before any unit of work. `None` where the address has an account and nothing is to do.
    /// `token` is the account's legacy token, where one is named.
    pub async fn prepare(
        email: EmailAddress,
        password: &Password,
        token: Option<LegacyToken>,
        directory: &dyn Directory,
        hasher: &dyn PasswordHasher,
    ) -> Result<Option<Self>, EnsureOwnerError> {
        if directory.find_user_by_email(&email).await?.is_some() {
            return Ok(None);
        }
        Ok(Some(Self {
            password: hasher.hash(password).await?,
            email,
            token,
        }))
    }
}

#[async_trait]
impl UseCase for EnsureOwner {
    type Output = ();
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), AccessError> {
        scope.for_the_operator()?;
        if scope.users().find_by_email(&self.email).await?.is_some() {
            return Ok(());
        }
        let password = Some(self.password.clone());
        let new = NewUser::new(self.email.clone(), password, scope.now());
        let mut owner = scope.users().insert(new).await?;
        let token = match &self.token {
            Some(token) => token.clone(),
            None => scope.mint().legacy_token(),
        };
        issue_legacy_token_as(scope, owner.id, &token).await?;
        found(scope, &mut owner, None).await?;
        Ok(())
    }
}
