//! The tables. A unit of work changes its own copy of them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use muster_domain::model::account::User;
use muster_domain::model::api_token::{PersonalToken, StoredLegacyToken, TokenName};
use muster_domain::model::audit::AuditEvent;
use muster_domain::model::id::{MailId, MembershipId, OrganizationId, UserId};
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::license::InstalledLicense;
use muster_domain::model::membership::Membership;
use muster_domain::model::organization::Organization;
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::secret::Digest;
use muster_domain::model::session::Session;
use muster_domain::model::time::Day;
use muster_domain::ports::StoreError;

use crate::invitations::InvitationTable;
use crate::outbox::Post;
use crate::password_resets::Reset;

/// Every table. A copy shares each table until one of the two is changed ([`Arc::make_mut`]).
#[derive(Clone, Default)]
pub(crate) struct State {
    pub(crate) organizations: Arc<BTreeMap<OrganizationId, Organization>>,
    pub(crate) users: Arc<BTreeMap<UserId, Arc<Account>>>,
    /// Whose a canonical address is.
    pub(crate) addresses: Arc<BTreeMap<String, UserId>>,
    /// Keyed by the person first, because every request asks for one person's.
    pub(crate) memberships: Arc<BTreeMap<(UserId, MembershipId), Membership>>,
    pub(crate) invite_links: Arc<BTreeMap<Digest, InviteLink>>,
    pub(crate) invitations: Arc<InvitationTable>,
    pub(crate) licenses: Arc<BTreeMap<OrganizationId, InstalledLicense>>,
    pub(crate) seat_days: Arc<BTreeMap<(OrganizationId, Day), SeatDay>>,
    pub(crate) sessions: Arc<BTreeMap<Digest, Session>>,
    pub(crate) legacy_tokens: Arc<BTreeMap<Digest, StoredLegacyToken>>,
    pub(crate) personal_tokens: Arc<BTreeMap<TokenName, PersonalToken>>,
    pub(crate) password_resets: Arc<BTreeMap<Digest, Reset>>,
    /// In the order in which they were recorded.
    pub(crate) audit_events: Arc<Vec<Arc<AuditEvent>>>,
    pub(crate) outbox: Arc<BTreeMap<MailId, Arc<Post>>>,
    pub(crate) ids: Ids,
}

/// An account, with the text that searches look through.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) user: User,
    pub(crate) search_text: String,
}

impl Account {
    pub(crate) fn new(user: User) -> Self {
        Self {
            search_text: user.search_text(),
            user,
        }
    }
}

/// The last id given in each table.
#[derive(Clone, Default)]
pub(crate) struct Ids {
    pub(crate) organization: Counter,
    pub(crate) user: Counter,
    pub(crate) membership: Counter,
    pub(crate) invite_link: Counter,
    pub(crate) invitation: Counter,
    pub(crate) session: Counter,
    pub(crate) personal_token: Counter,
    pub(crate) password_reset: Counter,
    pub(crate) audit_event: Counter,
    pub(crate) mail: Counter,
}

/// Counts from one.
#[derive(Clone, Default)]
pub(crate) struct Counter(i64);

impl Counter {
    pub(crate) fn next(&mut self) -> i64 {
        self.0 += 1;
        self.0
    }
}

impl State {
    /// All memberships of a person, oldest first, removed ones included.
    pub(crate) fn memberships_of(&self, user: UserId) -> impl Iterator<Item = &Membership> {
        let [first, last] = [i64::MIN, i64::MAX].map(|id| (user, MembershipId::new(id)));
        self.memberships
            .range(first..=last)
            .map(|(_, membership)| membership)
    }

    /// The person's membership in the organization that was not removed.
    pub(crate) fn live_membership(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Option<&Membership> {
        self.memberships_of(user)
            .find(|row| row.organization == organization && row.removed_at.is_none())
    }

    /// The account.
    pub(crate) fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id).map(|account| &account.user)
    }
}

/// One page of the rows.
pub(crate) fn page<T, U>(rows: &[T], request: PageRequest, show: impl FnMut(&T) -> U) -> Page<U> {
    let offset = usize::try_from(request.offset()).unwrap_or(usize::MAX);
    let size = usize::try_from(request.size).unwrap_or(usize::MAX);
    let items = rows.iter().skip(offset).take(size).map(show).collect();
    Page {
        items,
        total: rows.len() as u64,
    }
}

/// The rows contradict each other: what a database's unique index refuses.
#[derive(Debug)]
struct NotUnique(&'static str);

impl fmt::Display for NotUnique {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is already {}", self.0)
    }
}

impl std::error::Error for NotUnique {}

/// Refuses a row beside `what`.
pub(crate) fn not_unique(what: &'static str) -> StoreError {
    StoreError::Failed(Box::new(NotUnique(what)))
}
