//! Signing up: directly, which founds an organization, or by an invite link.

use async_trait::async_trait;

use super::credentials::{SignedIn, issue_legacy_token, open_session};
use crate::model::account::NewUser;
use crate::model::email::EmailAddress;
use crate::model::invite_link::LinkRefused;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::secret::{Digest, Password, PasswordHash};
use crate::model::settings::SignUpPolicy;
use crate::ports::{HasherError, PasswordHasher, StoreError};
use crate::use_cases::membership::{LinkError, join, lock_link};
use crate::use_cases::organization::found;
use crate::use_cases::{Scope, UseCase};

/// What a person fills in.
#[derive(Debug)]
pub struct SignUpForm {
    /// The address that will identify the person.
    pub email: EmailAddress,
    /// The password.
    pub password: Password,
    /// The digest of the invite link's token, if the person came by one.
    pub link: Option<Digest>,
}

/// Makes an account and signs its owner in.
#[derive(Debug)]
pub struct SignUp {
    email: EmailAddress,
    password: PasswordHash,
    link: Option<Digest>,
}

/// Why nobody signed up.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// The link does not let anybody in, or there is none where one is needed.
    #[error(transparent)]
    Link(#[from] LinkRefused),
    /// The address has an account.
    #[error("User with this email already exists")]
    EmailTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for SignUpError {
    fn kind(&self) -> Kind {
        match self {
            Self::Link(refused) => refused.kind(),
            Self::EmailTaken => Kind::Invalid,
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Link(refused) => refused.code(),
            Self::EmailTaken => "invalid",
            Self::Store(error) => error.code(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::EmailTaken => vec![FieldError::new("email", self.to_string())],
            Self::Link(_) | Self::Store(_) => Vec::new(),
        }
    }
}

impl From<LinkError> for SignUpError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Refused(refused) => Self::Link(refused),
            LinkError::Store(error) => Self::Store(error),
        }
    }
}

impl SignUp {
    /// Hashes the password, which takes long, before any unit of work.
    pub async fn prepare(
        form: SignUpForm,
        hasher: &dyn PasswordHasher,
    ) -> Result<Self, HasherError> {
        Ok(Self {
            password: hasher.hash(&form.password).await?,
            email: form.email,
            link: form.link,
        })
    }
}

#[async_trait]
impl UseCase for SignUp {
    type Output = SignedIn;
    type Error = SignUpError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<SignedIn, SignUpError> {
        let door = match self.link {
            Some(link) => Some(lock_link(scope, link).await?),
            None if scope.settings().sign_up == SignUpPolicy::LinkOnly => {
                return Err(LinkRefused::Closed.into());
            }
            None => None,
        };
        if let Some((_, link)) = &door {
            link.admit(scope.now()).map_err(LinkRefused::from)?;
        }
        if scope.users().find_by_email(&self.email).await?.is_some() {
            return Err(SignUpError::EmailTaken);
        }
        let new = NewUser::new(self.email.clone(), Some(self.password.clone()), scope.now());
        let mut user = scope.users().insert(new).await?;
        issue_legacy_token(scope, user.id).await?;
        match door {
            Some((organization, link)) => {
                join(scope, &organization, link, &user).await?;
                user.active_organization = Some(organization.id);
                scope.users().update(&user).await?;
            }
            None => {
                found(scope, &mut user, None).await?;
            }
        }
        Ok(open_session(scope, user.id).await?)
    }
}
