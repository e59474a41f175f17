//! A store that cannot be reached.

use async_trait::async_trait;
use muster_domain::model::account::User;
use muster_domain::model::api_token::{PersonalToken, StoredLegacyToken};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, OrganizationId, UserId};
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::license::InstalledLicense;
use muster_domain::model::mail::OutboxReport;
use muster_domain::model::organization::Organization;
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::model::password_reset::PasswordReset;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::seats::Headcount;
use muster_domain::model::secret::Digest;
use muster_domain::model::time::{Day, Timestamp};
use muster_domain::ports::{
    Account, Addressed, AuditEntry, AuditQuery, Bearer, Credential, Directory, FoundInvitation,
    InvitationEntry, InvitationQuery, MemberEntry, MemberQuery, Overview, Store, StoreError,
    UnitOfWork,
};

/// A store that cannot be reached.
pub(crate) struct Gone;

fn gone<T>() -> Result<T, StoreError> {
    Err(StoreError::Unreachable("gone".into()))
}

#[async_trait]
impl Store for Gone {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        gone()
    }

    async fn ping(&self) -> Result<(), StoreError> {
        gone()
    }
}

#[async_trait]
impl Directory for Gone {
    async fn find_bearer(&self, _: Credential, _: Addressed) -> Result<Option<Bearer>, StoreError> {
        gone()
    }

    async fn find_user_by_email(&self, _: &EmailAddress) -> Result<Option<User>, StoreError> {
        gone()
    }

    async fn find_user(&self, _: UserId) -> Result<Option<User>, StoreError> {
        gone()
    }

    async fn find_account(&self, _: UserId) -> Result<Option<Account>, StoreError> {
        gone()
    }

    async fn find_organization(
        &self,
        _: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        gone()
    }

    async fn list_organizations(
        &self,
        _: PageRequest,
    ) -> Result<Page<(Organization, User)>, StoreError> {
        gone()
    }

    async fn find_invite_link(&self, _: OrganizationId) -> Result<Option<InviteLink>, StoreError> {
        gone()
    }

    async fn find_invite_link_by_digest(
        &self,
        _: Digest,
    ) -> Result<Option<(InviteLink, Organization)>, StoreError> {
        gone()
    }

    async fn list_invitations(
        &self,
        _: OrganizationId,
        _: InvitationQuery,
    ) -> Result<Page<InvitationEntry>, StoreError> {
        gone()
    }

    async fn find_invitation(
        &self,
        _: OrganizationId,
        _: InvitationId,
    ) -> Result<Option<InvitationEntry>, StoreError> {
        gone()
    }

    async fn find_invitation_by_digest(
        &self,
        _: Digest,
    ) -> Result<Option<FoundInvitation>, StoreError> {
        gone()
    }

    async fn find_overview(
        &self,
        _: OrganizationId,
        _: Timestamp,
    ) -> Result<Option<Overview>, StoreError> {
        gone()
    }

    async fn list_members(
        &self,
        _: OrganizationId,
        _: &MemberQuery,
    ) -> Result<Page<MemberEntry>, StoreError> {
        gone()
    }

    async fn find_member(
        &self,
        _: OrganizationId,
        _: UserId,
    ) -> Result<Option<MemberEntry>, StoreError> {
        gone()
    }

    async fn count_members(&self, _: OrganizationId) -> Result<Headcount, StoreError> {
        gone()
    }

    async fn find_license(
        &self,
        _: OrganizationId,
    ) -> Result<Option<InstalledLicense>, StoreError> {
        gone()
    }

    async fn list_seat_days(
        &self,
        _: OrganizationId,
        _: Day,
        _: Day,
    ) -> Result<Vec<SeatDay>, StoreError> {
        gone()
    }

    async fn find_legacy_token(&self, _: UserId) -> Result<Option<StoredLegacyToken>, StoreError> {
        gone()
    }

    async fn list_personal_tokens(&self, _: UserId) -> Result<Vec<PersonalToken>, StoreError> {
        gone()
    }

    async fn find_password_reset(
        &self,
        _: Digest,
    ) -> Result<Option<(PasswordReset, User)>, StoreError> {
        gone()
    }

    async fn list_audit_events(
        &self,
        _: OrganizationId,
        _: &AuditQuery,
    ) -> Result<Page<AuditEntry>, StoreError> {
        gone()
    }

    async fn find_next_due_mail(&self) -> Result<Option<Timestamp>, StoreError> {
        gone()
    }

    async fn report_outbox(&self) -> Result<OutboxReport, StoreError> {
        gone()
    }
}
