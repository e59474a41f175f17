//! Asking for a link to choose a password.

use async_trait::async_trait;

use super::credentials::issue_password_reset;
use crate::model::email::EmailAddress;
use crate::model::id::UserId;
use crate::model::mail::{Letter, NewMail};
use crate::model::refusal::{Kind, Refusal};
use crate::model::settings::MailPolicy;
use crate::model::time::Duration;
use crate::ports::{Directory, Purpose, StoreError};
use crate::use_cases::{Scope, UseCase};

/// How long such a link is good.
const LIFE: Duration = Duration::hours(1);

/// How many are made for one account while the first of them is good; further requests pass without effect, so that
/// nobody's mailbox is filled.
const AT_ONCE: u64 = 5;

/// Mails a link to choose a password to the account with this address. Whether there is one, nobody learns.
#[derive(Debug)]
pub struct RequestPasswordReset {
    user: UserId,
}

/// Why no link can be mailed to anybody.
#[derive(Debug, thiserror::Error)]
pub enum RequestPasswordResetError {
    /// Mail is not set up.
    #[error("this server sends no mail; ask its operator for a link to choose a password")]
    MailOff,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for RequestPasswordResetError {
    fn kind(&self) -> Kind {
        match self {
            Self::MailOff => Kind::Forbidden,
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::MailOff => "mail_off",
            Self::Store(error) => error.code(),
        }
    }
}

impl RequestPasswordReset {
    /// Finds the account. `None` where there is none, and nothing is to do.
    pub async fn prepare(
        email: &EmailAddress,
        directory: &dyn Directory,
    ) -> Result<Option<Self>, StoreError> {
        let user = directory.find_user_by_email(email).await?;
        Ok(user.map(|user| Self { user: user.id }))
    }
}

#[async_trait]
impl UseCase for RequestPasswordReset {
    type Output = ();
    type Error = RequestPasswordResetError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), RequestPasswordResetError> {
        if scope.settings().mail == MailPolicy::Off {
            return Err(RequestPasswordResetError::MailOff);
        }
        let Some(user) = scope.users().lock(self.user).await? else {
            return Ok(());
        };
        let now = scope.now();
        let recent = scope
            .password_resets()
            .count_since(user.id, now - LIFE)
            .await?;
        if recent >= AT_ONCE {
            return Ok(());
        }
        let (secret, expires_at) = issue_password_reset(scope, &user, LIFE).await?;
        let sealed = scope.sealer().seal(Purpose::PasswordReset, secret.secret());
        let letter = Letter::PasswordReset { expires_at };
        let mail = NewMail {
            secret: Some(sealed),
            ..NewMail::to(&user, letter, now)
        };
        scope.post(vec![mail]).await?;
        Ok(())
    }
}
