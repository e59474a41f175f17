//! What a whole request reads: the store in memory, which writes down what it is asked. What each of these costs in SQL is
//! counted where SQL is.

use std::sync::{Arc, Mutex};

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
    InvitationEntry, InvitationQuery, MemberEntry, MemberQuery, Overview, StoreError,
};
use muster_memory::MemoryStore;

use crate::world::World;

/// The names of the reads so far.
#[derive(Clone, Default)]
pub(crate) struct Reads(Arc<Mutex<Vec<&'static str>>>);

impl Reads {
    /// Those since the last call.
    pub(crate) fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.0.lock().expect("no panic"))
    }
}

/// A directory that is listened to.
pub(crate) struct Counted {
    pub(crate) store: MemoryStore,
    pub(crate) reads: Reads,
}

/// Passes each read on, and writes down its name.
macro_rules! counted {
    ($($name:ident($($given:ident: $type:ty),*) -> $found:ty;)+) => {
        #[async_trait]
        impl Directory for Counted {
            $(async fn $name(&self, $($given: $type),*) -> Result<$found, StoreError> {
                self.reads.0.lock().expect("no panic").push(stringify!($name));
                self.store.$name($($given),*).await
            })+
        }
    };
}

counted! {
    find_bearer(credential: Credential, addressed: Addressed) -> Option<Bearer>;
    find_user_by_email(email: &EmailAddress) -> Option<User>;
    find_user(id: UserId) -> Option<User>;
    find_account(user: UserId) -> Option<Account>;
    find_organization(id: OrganizationId) -> Option<Organization>;
    find_overview(id: OrganizationId, now: Timestamp) -> Option<Overview>;
    list_organizations(page: PageRequest) -> Page<(Organization, User)>;
    find_invite_link(organization: OrganizationId) -> Option<InviteLink>;
    find_invite_link_by_digest(digest: Digest) -> Option<(InviteLink, Organization)>;
    list_invitations(organization: OrganizationId, query: InvitationQuery) -> Page<InvitationEntry>;
    find_invitation(organization: OrganizationId, id: InvitationId) -> Option<InvitationEntry>;
    find_invitation_by_digest(digest: Digest) -> Option<FoundInvitation>;
    list_members(organization: OrganizationId, query: &MemberQuery) -> Page<MemberEntry>;
    find_member(organization: OrganizationId, user: UserId) -> Option<MemberEntry>;
    find_license(organization: OrganizationId) -> Option<InstalledLicense>;
    list_seat_days(organization: OrganizationId, from: Day, to: Day) -> Vec<SeatDay>;
    count_members(organization: OrganizationId) -> Headcount;
    find_legacy_token(user: UserId) -> Option<StoredLegacyToken>;
    list_personal_tokens(user: UserId) -> Vec<PersonalToken>;
    find_password_reset(digest: Digest) -> Option<(PasswordReset, User)>;
    list_audit_events(organization: OrganizationId, query: &AuditQuery) -> Page<AuditEntry>;
    find_next_due_mail() -> Option<Timestamp>;
    report_outbox() -> OutboxReport;
}

#[tokio::test]
async fn k68_a_request_for_people_reads_four_times_whatever_is_listed() {
    let world = World::new();
    let owner = world.owner("olga@example.com").await;
    let link = owner.invite_link().await;
    for number in 0..60 {
        world.guest(&link, &format!("p{number}@example.com")).await;
    }
    for (path, rows) in [
        ("/organization", 30),
        ("/organization?page=3", 1),
        ("/organization?search=p5&status=pending", 11),
        ("/organization?search=nobody", 0),
        ("/organization?page=9", 0),
    ] {
        world.reads.take();
        let page = owner.get(path).await.ok();
        let found = page.html.split("<tbody>").nth(1).unwrap_or_default();
        assert_eq!(found.matches("<tr").count(), rows, "{path}");
        let once = [
            "find_bearer",
            "find_overview",
            "list_members",
            "find_account",
        ];
        assert_eq!(world.reads.take(), once, "{path}");
    }
}
