//! The read side: lists and details, each one SELECT, outside any unit of work.

use async_trait::async_trait;

use super::StoreError;
use crate::model::account::User;
use crate::model::api_token::{PersonalToken, StoredLegacyToken, TokenName};
use crate::model::audit::{AuditAction, AuditEvent};
use crate::model::email::EmailAddress;
use crate::model::id::{InvitationId, OrganizationId, UserId};
use crate::model::invitation::{Invitation, InvitationState};
use crate::model::invite_link::InviteLink;
use crate::model::license::InstalledLicense;
use crate::model::mail::{Delivery, OutboxReport};
use crate::model::membership::{Invited, Member, MemberRole, Membership};
use crate::model::organization::Organization;
use crate::model::page::{Page, PageRequest};
use crate::model::password_reset::PasswordReset;
use crate::model::seat_history::SeatDay;
use crate::model::seats::Headcount;
use crate::model::secret::Digest;
use crate::model::session::Session;
use crate::model::time::{Day, Timestamp};

/// Reads. Every read MUST see all that was committed before it was asked for.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Who bears this credential, with the membership that the request addresses. One SELECT, on every request.
    async fn find_bearer(
        &self,
        credential: Credential,
        addressed: Addressed,
    ) -> Result<Option<Bearer>, StoreError>;

    /// The account with this address, whichever way it is written.
    async fn find_user_by_email(&self, email: &EmailAddress) -> Result<Option<User>, StoreError>;

    /// The account.
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// The account and the organizations to which the person belongs.
    async fn find_account(&self, user: UserId) -> Result<Option<Account>, StoreError>;

    /// The organization.
    async fn find_organization(
        &self,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError>;

    /// The organization with what its pages show beside their lists, as it is at this time.
    async fn find_overview(
        &self,
        id: OrganizationId,
        now: Timestamp,
    ) -> Result<Option<Overview>, StoreError>;

    /// All organizations of the server with their Owners, oldest first.
    async fn list_organizations(
        &self,
        page: PageRequest,
    ) -> Result<Page<(Organization, User)>, StoreError>;

    /// The organization's invite link that was not reset.
    async fn find_invite_link(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<InviteLink>, StoreError>;

    /// The invite link with this token, also one that was reset, and where it leads.
    async fn find_invite_link_by_digest(
        &self,
        digest: Digest,
    ) -> Result<Option<(InviteLink, Organization)>, StoreError>;

    /// The organization's invitations that match, the one stored last first, each with the delivery of the mail about
    /// it that was stored last.
    async fn list_invitations(
        &self,
        organization: OrganizationId,
        query: InvitationQuery,
    ) -> Result<Page<InvitationEntry>, StoreError>;

    /// One invitation of the organization, with its latest delivery.
    async fn find_invitation(
        &self,
        organization: OrganizationId,
        id: InvitationId,
    ) -> Result<Option<InvitationEntry>, StoreError>;

    /// The invitation with this secret, by whichever of those it ever had, and where it leads.
    async fn find_invitation_by_digest(
        &self,
        digest: Digest,
    ) -> Result<Option<FoundInvitation>, StoreError>;

    /// The members that match, in an order in which equal values stand by membership id, so that pages
    /// neither repeat nor miss anybody. Past the end there are no items.
    async fn list_members(
        &self,
        organization: OrganizationId,
        query: &MemberQuery,
    ) -> Result<Page<MemberEntry>, StoreError>;

    /// One member, unless removed.
    async fn find_member(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<MemberEntry>, StoreError>;

    /// Everybody who was not removed, counted.
    async fn count_members(&self, organization: OrganizationId) -> Result<Headcount, StoreError>;

    /// The licence in force in the organization.
    async fn find_license(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<InstalledLicense>, StoreError>;

    /// The seat history from one day to another, both included, in the order of time, with the last record before.
    async fn list_seat_days(
        &self,
        organization: OrganizationId,
        from: Day,
        to: Day,
    ) -> Result<Vec<SeatDay>, StoreError>;

    /// The legacy token of an account.
    async fn find_legacy_token(
        &self,
        user: UserId,
    ) -> Result<Option<StoredLegacyToken>, StoreError>;

    /// The personal access tokens of an account that have not ended, expired ones included, oldest first.
    async fn list_personal_tokens(&self, user: UserId) -> Result<Vec<PersonalToken>, StoreError>;

    /// The password-reset link with this secret, also one that ended, and whose it is.
    async fn find_password_reset(
        &self,
        digest: Digest,
    ) -> Result<Option<(PasswordReset, User)>, StoreError>;

    /// The events of the organization's activity log that match.
    async fn list_audit_events(
        &self,
        organization: OrganizationId,
        query: &AuditQuery,
    ) -> Result<Page<AuditEntry>, StoreError>;

    /// When the next mail is due, of those that are still to be sent.
    async fn find_next_due_mail(&self) -> Result<Option<Timestamp>, StoreError>;

    /// How much waits in the outbox.
    async fn report_outbox(&self) -> Result<OutboxReport, StoreError>;
}

/// What a request shows to prove who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The digest of a session cookie.
    Session(Digest),
    /// The digest of a legacy token.
    LegacyToken(Digest),
    /// The name in a signed token that was verified: of a personal access token, also one that has ended.
    PersonalToken(TokenName),
}

/// Which organization a request addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressed {
    /// The person's active organization.
    Active,
    /// The one in the request's path.
    Organization(OrganizationId),
}

/// Who bears a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The account.
    pub user: User,
    /// The session, where the credential is one.
    pub session: Option<Session>,
    /// The personal access token, where the credential names one.
    pub token: Option<PersonalToken>,
    /// What the person is in the addressed organization; none where no organization is
    /// addressed, there is no such, or the person never belonged to it.
    pub presence: Option<Presence>,
}

/// What a person is or was in the addressed organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The organization.
    pub organization: Organization,
    /// The membership.
    pub membership: FoundMembership,
}

/// The membership found for a bearer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundMembership {
    /// One that was not removed.
    Live(Membership),
    /// Only removed ones.
    Removed,
}

/// An account and where its person belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub user: User,
    /// The organizations to which the person belongs, oldest membership first.
    pub belongings: Vec<Belonging>,
}

impl Account {
    /// The organization that is active, if the person belongs to it.
    pub fn active(&self) -> Option<&Belonging> {
        let active = self.user.active_organization?;
        self.belongings
            .iter()
            .find(|belonging| belonging.organization.id == active)
    }
}

/// One of the organizations to which a person belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// The organization.
    pub organization: Organization,
    /// The person's membership there; never a removed one.
    pub membership: Membership,
    /// The address of the organization's Owner.
    pub owner_email: EmailAddress,
    /// As [`Member::invited`].
    pub invited: Option<Invited>,
}

/// What the pages of an organization show beside their lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The organization.
    pub organization: Organization,
    /// Everybody who was not removed, counted.
    pub headcount: Headcount,
    /// The licence in force.
    pub license: Option<InstalledLicense>,
    /// How many invitations are pending.
    pub pending_invitations: u64,
    /// The invite link that was not reset.
    pub link: Option<InviteLink>,
}

/// A member as lists show one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberEntry {
    /// The member.
    pub member: Member,
    /// Who answers for the invitation that [`Member::invited`] tells of, and whether this person is a member of the
    /// organization now; none where there is no such invitation, and for the operator's.
    pub inviter: Option<(User, bool)>,
}

/// Which invitations to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationQuery {
    /// Only those in this state; in any where none is named.
    pub state: Option<InvitationState>,
    /// The time at which their state is judged.
    pub now: Timestamp,
    /// The page.
    pub page: PageRequest,
}

/// An invitation as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationEntry {
    /// The invitation.
    pub invitation: Invitation,
    /// Who answers for it, and whether this person is a member of the organization now; none for the operator.
    pub inviter: Option<(User, bool)>,
    /// How its latest mail fared.
    pub delivery: Delivery,
}

/// An invitation as its holder finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// Where it leads.
    pub organization: Organization,
    /// Who answers for it; none for the operator.
    pub inviter: Option<User>,
}

/// Which members to list, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberQuery {
    /// Only those whose [`User::search_text`] contains this text, given in [`searchable`](crate::model::text::searchable) form.
    pub search: Option<String>,
    /// Only those of one of these roles; of any where empty.
    pub roles: Vec<MemberRole>,
    /// Only those last active from this time on.
    pub active_from: Option<Timestamp>,
    /// Only those last active up to this time, it included.
    pub active_to: Option<Timestamp>,
    /// Only those who were promised a role and wait for a seat.
    pub waiting: bool,
    /// Removed members instead of present ones.
    pub removed: bool,
    /// The order.
    pub order: MemberOrder,
    /// The page.
    pub page: PageRequest,
}

impl MemberQuery {
    /// All present members by membership id.
    pub fn all(page: PageRequest) -> Self {
        Self {
            search: None,
            roles: Vec::new(),
            active_from: None,
            active_to: None,
            waiting: false,
            removed: false,
            order: MemberOrder::default(),
            page,
        }
    }
}

/// An order of members. Equal values stand by membership id, ascending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberOrder {
    /// What to sort by.
    pub by: MemberSort,
    /// Greatest first.
    pub descending: bool,
}

/// What members are sorted by. Texts sort by their code points in [`searchable`](crate::model::text::searchable) form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemberSort {
    /// The membership id, which is the order of joining.
    #[default]
    Id,
    /// The role, in the order of [`MemberRole`].
    Role,
    /// [`User::search_text`] without the spaces before it: first and last name, or else the address.
    Name,
    /// The canonical address.
    Email,
    /// The short name.
    Username,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The time of last activity.
    LastActivity,
    /// When the account was made.
    DateJoined,
    /// Since when the member waits for a seat. Those who do not wait come after those who do.
    Waiting,
}

/// Which events to list, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only what this person did.
    pub actor: Option<UserId>,
    /// Only what was done to this person.
    pub subject: Option<UserId>,
    /// Only these actions; all where empty.
    pub actions: Vec<AuditAction>,
    /// Only what came by this method, in capitals.
    pub method: Option<String>,
    /// Only from this time on.
    pub from: Option<Timestamp>,
    /// Only up to this time, it included.
    pub to: Option<Timestamp>,
    /// Only where the path contains every word of one of these groups, whatever the case of ASCII letters; all where empty.
    pub search: Vec<Vec<String>>,
    /// Oldest first instead of newest first. Equal times stand by id.
    pub oldest_first: bool,
    /// The page.
    pub page: PageRequest,
}

impl AuditQuery {
    /// Everything, newest first.
    pub fn all(page: PageRequest) -> Self {
        Self {
            actor: None,
            subject: None,
            actions: Vec::new(),
            method: None,
            from: None,
            to: None,
            search: Vec::new(),
            oldest_first: false,
            page,
        }
    }
}

/// An event with the people in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The event.
    pub event: AuditEvent,
    /// Who did it, and whether this person is a member of the organization now.
    pub actor: Option<(User, bool)>,
    /// To whom it was done, and whether this person is a member of the organization now.
    pub subject: Option<(User, bool)>,
}
