//! Telling Owner and Administrators in time that their licence ends.

use async_trait::async_trait;

use crate::model::id::OrganizationId;
use crate::model::mail::Letter;
use crate::model::settings::MailPolicy;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Writes to Owner and Administrators of one organization whose licence ends soon, or ended, and who were not written
/// to about it. The server's alone.
#[derive(Debug)]
pub struct TellOfEndingLicense;

#[async_trait]
impl UseCase for TellOfEndingLicense {
    /// The organization that was told; none where there is nobody to tell.
    type Output = Option<OrganizationId>;
    type Error = AccessError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<Option<OrganizationId>, AccessError> {
        scope.for_the_operator()?;
        if scope.settings().mail == MailPolicy::Off {
            return Ok(None);
        }
        let now = scope.now();
        let due = scope.licenses().list_unnoticed(now).await?;
        for id in due {
            let Some(organization) = scope.organizations().lock(id).await? else {
                continue;
            };
            let Some(mut installed) = scope.licenses().find(&organization).await? else {
                continue;
            };
            // Another server may have told them, or a new licence may have come, while the lock was awaited.
            let license = &installed.signed.license;
            if installed.noticed_at.is_some() || now < license.notice_from() {
                continue;
            }
            let letter = Letter::LicenseEnds {
                organization: organization.title.clone(),
                last: license.term.last(),
                growth_ends: license.growth_ends(),
            };
            installed.noticed_at = Some(now);
            scope.licenses().put(&organization, &installed).await?;
            scope
                .post_to_administrators(&organization, &letter, now)
                .await?;
            return Ok(Some(id));
        }
        Ok(None)
    }
}
