//! Renaming an organization and changing its contact.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::audit::{AuditAction, Happening};
use crate::model::email::EmailAddress;
use crate::model::id::OrganizationId;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::secret::Digest;
use crate::model::text::OrganizationTitle;
use crate::ports::StoreError;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Changes title and contact. What is `None` stays. The invite link never changes here.
#[derive(Debug)]
pub struct UpdateOrganization {
    /// The organization.
    pub organization: OrganizationId,
    /// The new title.
    pub title: Option<OrganizationTitle>,
    /// The new contact; `Some(None)` for none.
    pub contact_info: Option<Option<EmailAddress>>,
    /// The digest of an invite token sent along. The present one is let pass, as from a client that
    /// sends back what it read; another is refused.
    pub token: Option<Digest>,
}

/// Why the organization stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum UpdateOrganizationError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The invite token changes only by Reset Link.
    #[error("The invite link is only changed by resetting it: POST /api/invite/reset-token.")]
    TokenIsReset,
}

impl From<StoreError> for UpdateOrganizationError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for UpdateOrganizationError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::TokenIsReset => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::TokenIsReset => "invalid",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::TokenIsReset => vec![FieldError::new("token", self.to_string())],
            Self::Access(_) => Vec::new(),
        }
    }
}

#[async_trait]
impl UseCase for UpdateOrganization {
    type Output = ();
    type Error = UpdateOrganizationError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), UpdateOrganizationError> {
        let mut organization = scope
            .lock(self.organization, Action::EditOrganization)
            .await?;
        if let Some(token) = self.token {
            let sent = scope.invite_links().find(token).await?;
            let present = scope.invite_links().find_current(&organization).await?;
            if sent.is_none() || sent != present {
                return Err(UpdateOrganizationError::TokenIsReset);
            }
        }
        let id = organization.id;
        let mut happenings = Vec::new();
        if let Some(title) = self
            .title
            .as_ref()
            .filter(|title| **title != organization.title)
        {
            let renamed = Happening::in_organization(id, AuditAction::OrganizationRenamed);
            happenings.push(
                renamed
                    .from_value(organization.title.as_str())
                    .to_value(title.as_str()),
            );
            organization.title = title.clone();
        }
        if let Some(contact) = &self.contact_info {
            let words = |contact: &Option<EmailAddress>| {
                contact
                    .as_ref()
                    .map_or_else(String::new, |email| email.as_str().to_owned())
            };
            if words(contact) != words(&organization.contact_info) {
                let changed = Happening::in_organization(id, AuditAction::ContactChanged);
                happenings.push(
                    changed
                        .from_value(words(&organization.contact_info))
                        .to_value(words(contact)),
                );
                organization.contact_info.clone_from(contact);
            }
        }
        if happenings.is_empty() {
            return Ok(());
        }
        organization.updated_at = scope.now();
        scope.organizations().update(&organization).await?;
        for happening in happenings {
            scope.record(happening).await?;
        }
        Ok(())
    }
}
