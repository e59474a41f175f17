//! Adding somebody who has no account yet.

use async_trait::async_trait;

use super::adding::{add, make_account};
use crate::model::access::Action;
use crate::model::account::{NewUser, User};
use crate::model::email::EmailAddress;
use crate::model::id::OrganizationId;
use crate::model::membership::{Member, Standing};
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::secret::PasswordHash;
use crate::model::text::{PersonName, Phone, Username};
use crate::ports::StoreError;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Makes an account with a membership of the default role. Who has an account is invited instead.
#[derive(Debug)]
pub struct CreateMember {
    /// The organization.
    pub organization: OrganizationId,
    /// The address that will identify the person.
    pub email: EmailAddress,
    /// The short name; the address's where none is given.
    pub username: Option<Username>,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// Telephone.
    pub phone: Phone,
    /// Newsletters.
    pub allow_newsletters: Option<bool>,
    /// The password; without one the person chooses one by a reset link.
    pub password: Option<PasswordHash>,
}

/// Why nobody was added.
#[derive(Debug, thiserror::Error)]
pub enum CreateMemberError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The address has an account, here or elsewhere.
    #[error("User with this email already exists")]
    EmailTaken,
}

impl From<StoreError> for CreateMemberError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for CreateMemberError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::EmailTaken => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::EmailTaken => "invalid",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Access(_) => Vec::new(),
            Self::EmailTaken => vec![FieldError::new("email", self.to_string())],
        }
    }
}

#[async_trait]
impl UseCase for CreateMember {
    type Output = Member;
    type Error = CreateMemberError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<Member, CreateMemberError> {
        let organization = scope.lock(self.organization, Action::ManagePeople).await?;
        if scope.users().find_by_email(&self.email).await?.is_some() {
            return Err(CreateMemberError::EmailTaken);
        }
        let now = scope.now();
        let new = NewUser::new(self.email.clone(), self.password.clone(), now);
        let describe = |user: &mut User| {
            if let Some(username) = &self.username {
                user.username = username.clone();
            }
            user.first_name = self.first_name.clone();
            user.last_name = self.last_name.clone();
            user.phone = self.phone.clone();
            user.allow_newsletters = self.allow_newsletters;
        };
        let user = make_account(scope, organization.id, new, describe).await?;
        let seats = scope.seats(&organization).await?;
        let standing = Standing::on_joining(organization.default_role.role(), seats, now);
        let membership = add(scope, &organization, &user, standing).await?;
        Ok(Member {
            role: organization.role_of(&membership),
            membership,
            user: (*user).clone(),
            invited: None,
        })
    }
}
