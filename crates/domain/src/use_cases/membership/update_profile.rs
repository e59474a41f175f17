//! Changing the profile of somebody else.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::account::EmailIsFixed;
use crate::model::email::EmailAddress;
use crate::model::id::{OrganizationId, UserId};
use crate::model::membership::OwnerProtected;
use crate::model::refusal::delegate_refusal;
use crate::model::text::{PersonName, Phone};
use crate::ports::StoreError;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Changes names and telephone of a member. The rest of an account is for its person alone, and the Owner's is for the
/// Owner alone. What is `None` stays.
#[derive(Debug)]
pub struct UpdateProfile {
    /// The organization.
    pub organization: OrganizationId,
    /// The member.
    pub user: UserId,
    /// First name.
    pub first_name: Option<PersonName>,
    /// Last name.
    pub last_name: Option<PersonName>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Never changes; the present one is let pass.
    pub email: Option<EmailAddress>,
    /// Whether anything else was asked for, which is refused.
    pub and_more: bool,
}

/// Why the profile stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum UpdateProfileError {
    /// The caller may not, or there is no such member, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Nobody touches the Owner.
    #[error(transparent)]
    OwnerProtected(#[from] OwnerProtected),
    /// An address is for good.
    #[error(transparent)]
    EmailIsFixed(#[from] EmailIsFixed),
}

impl From<StoreError> for UpdateProfileError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

delegate_refusal!(UpdateProfileError {
    Access,
    OwnerProtected,
    EmailIsFixed
});

#[async_trait]
impl UseCase for UpdateProfile {
    type Output = ();
    type Error = UpdateProfileError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), UpdateProfileError> {
        let organization = scope.lock(self.organization, Action::ManagePeople).await?;
        let found = scope.memberships().find(organization.id, self.user).await?;
        found.ok_or(AccessError::from(Denied::NotFound))?;
        let own = scope.actor().user() == Some(self.user);
        if self.user == organization.owner && !own {
            return Err(OwnerProtected.into());
        }
        if self.and_more {
            return Err(AccessError::from(Denied::Forbidden).into());
        }
        let user = scope.users().lock(self.user).await?;
        let mut user = user.ok_or(StoreError::Missing("users"))?;
        EmailIsFixed::check(&user, self.email.as_ref())?;
        if let Some(first_name) = &self.first_name {
            user.first_name = first_name.clone();
        }
        if let Some(last_name) = &self.last_name {
            user.last_name = last_name.clone();
        }
        if let Some(phone) = &self.phone {
            user.phone = phone.clone();
        }
        scope.users().update(&user).await?;
        Ok(())
    }
}
