//! What newcomers by the invite link get.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::OrganizationId;
use crate::model::membership::{MemberRole, OwnerNotAssignable};
use crate::model::organization::{DefaultRole, NotADefaultRole};
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::ports::StoreError;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Sets the default role.
#[derive(Debug)]
pub struct SetDefaultRole {
    /// The organization.
    pub organization: OrganizationId,
    /// Pending, Annotator, Reviewer or Manager.
    pub default_role: MemberRole,
}

/// Why the default role stays.
#[derive(Debug, thiserror::Error)]
pub enum SetDefaultRoleError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Owner is never given.
    #[error(transparent)]
    OwnerNotAssignable(#[from] OwnerNotAssignable),
    /// Administrator and Deactivated are no default.
    #[error(transparent)]
    NotADefaultRole(#[from] NotADefaultRole),
}

impl From<StoreError> for SetDefaultRoleError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for SetDefaultRoleError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::OwnerNotAssignable(error) => error.kind(),
            Self::NotADefaultRole(_) => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::OwnerNotAssignable(error) => error.code(),
            Self::NotADefaultRole(_) => "invalid",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::NotADefaultRole(error) => {
                vec![FieldError::new("default_role", error.to_string())]
            }
            Self::Access(_) | Self::OwnerNotAssignable(_) => Vec::new(),
        }
    }
}

#[async_trait]
impl UseCase for SetDefaultRole {
    type Output = ();
    type Error = SetDefaultRoleError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), SetDefaultRoleError> {
        let mut organization = scope
            .lock(self.organization, Action::EditOrganization)
            .await?;
        if self.default_role == MemberRole::Owner {
            return Err(OwnerNotAssignable.into());
        }
        let new = DefaultRole::new(self.default_role)?;
        let old = organization.default_role;
        if new == old {
            return Ok(());
        }
        organization.default_role = new;
        organization.updated_at = scope.now();
        scope.organizations().update(&organization).await?;
        let changed = Happening::in_organization(organization.id, AuditAction::DefaultRoleChanged)
            .from_value(old.as_member_role().code())
            .to_value(new.as_member_role().code());
        scope.record(changed).await?;
        Ok(())
    }
}
