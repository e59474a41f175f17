//! Handing the organization over, in one step.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::{OrganizationId, UserId};
use crate::model::mail::{Letter, NewMail};
use crate::model::organization::{NewOwnerError, Organization};
use crate::model::refusal::delegate_refusal;
use crate::ports::StoreError;
use crate::use_cases::account::{ConfirmPasswordError, ConfirmedPassword};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Makes an active member the Owner. The old Owner stays as Administrator.
#[derive(Debug)]
pub struct TransferOwnership {
    /// The organization.
    pub organization: OrganizationId,
    /// Who is to own it.
    pub to: UserId,
    /// The Owner's password, where it was asked for; a script shows a token instead, and the operator needs neither.
    pub confirmed: Option<ConfirmedPassword>,
}

/// Why ownership does not move.
#[derive(Debug, thiserror::Error)]
pub enum TransferOwnershipError {
    /// The caller may not, or there is no such member, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The member cannot own it.
    #[error(transparent)]
    NewOwner(#[from] NewOwnerError),
    /// The password was not the caller's.
    #[error(transparent)]
    Password(#[from] ConfirmPasswordError),
}

impl From<StoreError> for TransferOwnershipError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

delegate_refusal!(TransferOwnershipError {
    Access,
    NewOwner,
    Password
});

#[async_trait]
impl UseCase for TransferOwnership {
    type Output = ();
    type Error = TransferOwnershipError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<(), TransferOwnershipError> {
        let mut organization = scope
            .lock(self.organization, Action::TransferOwnership)
            .await?;
        if let Some(confirmed) = &self.confirmed {
            confirmed.lock(scope).await?;
        }
        let found = scope.memberships().find(organization.id, self.to).await?;
        let mut membership = found.ok_or(AccessError::from(Denied::NotFound))?;
        let from = organization.owner;
        organization.transfer_to(&mut membership)?;
        organization.updated_at = scope.now();
        scope.change_member(&organization, &membership).await?;
        scope.organizations().update(&organization).await?;
        let transferred =
            Happening::in_organization(organization.id, AuditAction::OwnershipTransferred);
        scope.record(transferred.to(self.to)).await?;
        tell_both(scope, &organization, from).await?;
        Ok(())
    }
}

/// Writes to the Owner before and the Owner now.
async fn tell_both(
    scope: &mut Scope<'_>,
    organization: &Organization,
    from: UserId,
) -> Result<(), StoreError> {
    let from = scope.users().find(from).await?;
    let from = from.ok_or(StoreError::Missing("users"))?;
    let to = scope.users().find(organization.owner).await?;
    let to = to.ok_or(StoreError::Missing("users"))?;
    let now = scope.now();
    let letter = Letter::OwnershipTransferred {
        organization: organization.title.clone(),
        from: from.email.clone(),
        to: to.email.clone(),
    };
    let mail = |owner| NewMail {
        organization: Some(organization.id),
        ..NewMail::to(owner, letter.clone(), now)
    };
    let mails = vec![mail(&from), mail(&to)];
    scope.post(mails).await
}
