//! Changing one's own profile.

use async_trait::async_trait;

use super::credentials::set_password;
use crate::model::account::EmailIsFixed;
use crate::model::account::Hotkeys;
use crate::model::audit::AuditAction;
use crate::model::email::EmailAddress;
use crate::model::id::OrganizationId;
use crate::model::membership::Standing;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::secret::PasswordHash;
use crate::model::text::{PersonName, Phone, Username};
use crate::ports::StoreError;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Changes the profile of the person who asks. What is `None` stays.
#[derive(Debug, Default)]
pub struct UpdateAccount {
    /// First name.
    pub first_name: Option<PersonName>,
    /// Last name.
    pub last_name: Option<PersonName>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Short name.
    pub username: Option<Username>,
    /// Newsletters; may be unset again.
    pub allow_newsletters: Option<Option<bool>>,
    /// Keyboard shortcuts.
    pub hotkeys: Option<Hotkeys>,
    /// The organization that requests address when their path names none.
    pub active_organization: Option<OrganizationId>,
    /// Never changes; the present one is let pass.
    pub email: Option<EmailAddress>,
    /// A new password. Every other session ends.
    pub password: Option<PasswordHash>,
}

/// Why the profile stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum UpdateAccountError {
    /// Nobody is signed in, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// An address is for good.
    #[error(transparent)]
    EmailIsFixed(#[from] EmailIsFixed),
    /// The person has no access there.
    #[error("You are not a member of this organization.")]
    NotAMember,
}

impl From<StoreError> for UpdateAccountError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for UpdateAccountError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::EmailIsFixed(error) => error.kind(),
            Self::NotAMember => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::EmailIsFixed(error) => error.code(),
            Self::NotAMember => "invalid",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::NotAMember => vec![FieldError::new("active_organization", self.to_string())],
            Self::Access(_) | Self::EmailIsFixed(_) => Vec::new(),
        }
    }
}

#[async_trait]
impl UseCase for UpdateAccount {
    type Output = ();
    type Error = UpdateAccountError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), UpdateAccountError> {
        let mut user = scope.lock_self().await?;
        let id = user.id;
        EmailIsFixed::check(&user, self.email.as_ref())?;
        if let Some(organization) = self.active_organization {
            let membership = scope.memberships().find(organization, id).await?;
            match membership.map(|membership| membership.standing) {
                Some(Standing::Active(_) | Standing::Pending { .. }) => {
                    user.active_organization = Some(organization);
                }
                Some(Standing::Deactivated { .. }) | None => {
                    return Err(UpdateAccountError::NotAMember);
                }
            }
        }
        set(&mut user.first_name, self.first_name.as_ref());
        set(&mut user.last_name, self.last_name.as_ref());
        set(&mut user.phone, self.phone.as_ref());
        set(&mut user.username, self.username.as_ref());
        set(&mut user.allow_newsletters, self.allow_newsletters.as_ref());
        if let Some(hotkeys) = &self.hotkeys {
            user.hotkeys = Some(hotkeys.clone());
        }
        scope.users().update(&user).await?;
        if let Some(password) = &self.password {
            let keep = scope.actor().session();
            set_password(
                scope,
                &mut user,
                password.clone(),
                keep,
                AuditAction::PasswordChanged,
            )
            .await?;
        }
        Ok(())
    }
}

fn set<T: Clone>(field: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        field.clone_from(value);
    }
}
