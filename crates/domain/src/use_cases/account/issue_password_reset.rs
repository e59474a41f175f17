//! A link to choose a password, handed out by the operator.

use async_trait::async_trait;

use super::credentials::issue_password_reset;
use crate::model::access::Denied;
use crate::model::email::EmailAddress;
use crate::model::secret::PasswordResetSecret;
use crate::model::time::Duration;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Makes a link by which the person with this address chooses a password, good for 7 days: for a server that sends no
/// mail. The operator's alone.
#[derive(Debug)]
pub struct IssuePasswordReset {
    /// The address.
    pub email: EmailAddress,
}

#[async_trait]
impl UseCase for IssuePasswordReset {
    type Output = PasswordResetSecret;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<PasswordResetSecret, AccessError> {
        scope.for_the_operator()?;
        let user = scope.users().find_by_email(&self.email).await?;
        let user = user.ok_or(Denied::NotFound)?;
        let (secret, _) = issue_password_reset(scope, &user, Duration::days(7)).await?;
        Ok(secret)
    }
}
