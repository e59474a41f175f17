//! An organization made by the operator for somebody else.

use async_trait::async_trait;

use super::founding::found;
use crate::model::account::{NewUser, User};
use crate::model::email::EmailAddress;
use crate::model::organization::Organization;
use crate::model::secret::PasswordResetSecret;
use crate::model::text::OrganizationTitle;
use crate::model::time::Duration;
use crate::ports::StoreError;
use crate::use_cases::account::{issue_legacy_token, issue_password_reset};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Founds an organization for the person with this address, making the account if there is none.
/// The operator's alone.
#[derive(Debug)]
pub struct CreateOrganization {
    /// The Owner's address.
    pub owner: EmailAddress,
    /// The title; the Owner's address where none is given.
    pub title: Option<OrganizationTitle>,
}

/// What was made.
#[derive(Debug)]
pub struct CreatedOrganization {
    /// The organization.
    pub organization: Organization,
    /// Its Owner.
    pub owner: User,
    /// The secret of a link to choose a password, good for 7 days, where the Owner has none.
    pub password_reset: Option<PasswordResetSecret>,
}

#[async_trait]
impl UseCase for CreateOrganization {
    type Output = CreatedOrganization;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<CreatedOrganization, AccessError> {
        scope.for_the_operator()?;
        let known = scope.users().find_by_email(&self.owner).await?;
        let mut owner = if let Some(user) = known {
            let locked = scope.users().lock(user.id).await?;
            locked.ok_or(StoreError::Missing("users"))?
        } else {
            let new = NewUser::new(self.owner.clone(), None, scope.now());
            let user = scope.users().insert(new).await?;
            issue_legacy_token(scope, user.id).await?;
            user
        };
        let organization = found(scope, &mut owner, self.title.clone()).await?;
        let password_reset = if owner.password.is_some() {
            None
        } else {
            let (secret, _) = issue_password_reset(scope, &owner, Duration::days(7)).await?;
            Some(secret)
        };
        Ok(CreatedOrganization {
            organization: (*organization).clone(),
            owner: (*owner).clone(),
            password_reset,
        })
    }
}
