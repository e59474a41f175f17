//! What is stored of one organization, as small as the rules allow.

use muster_domain::model::api_token::TokenPolicy;
use muster_domain::model::id::{MembershipId, OrganizationId, UserId};
use muster_domain::model::license::{License, LicenseId, Term, seats_under};
use muster_domain::model::membership::{JoinedBy, MemberRole, Membership, Standing};
use muster_domain::model::organization::{DefaultRole, Organization};
use muster_domain::model::seats::{SeatLimit, Seats, holds_seat};
use muster_domain::model::session::SessionPolicy;
use muster_domain::model::text::{LicenseHolder, OrganizationTitle};
use muster_domain::model::time::{Day, Duration, Timestamp};

pub(crate) const ID: OrganizationId = OrganizationId::new(1);

/// Two moments. Between them one licence ends and another begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Moment {
    Early,
    Late,
}

impl Moment {
    pub(crate) fn now(self) -> Timestamp {
        match self {
            Self::Early => Timestamp::UNIX_EPOCH,
            Self::Late => Timestamp::UNIX_EPOCH + Duration::days(364),
        }
    }
}

/// The rows. Which licence is in force is said by its place in [`Fixed::licenses`]; without one there is no limit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Roll {
    pub(crate) owner: UserId,
    /// Of each person, `None` for whoever is no member.
    pub(crate) standings: Vec<Option<Standing>>,
    pub(crate) license: Option<usize>,
}

/// The place of a person in [`Roll::standings`].
pub(crate) fn place(user: UserId) -> usize {
    usize::try_from(user.get()).expect("a small number")
}

/// Gives a person the new place.
pub(crate) fn renumber(user: &mut UserId, order: &[usize]) {
    let new = order.iter().position(|old| *old == place(*user));
    let new = new.and_then(|new| i64::try_from(new).ok());
    *user = UserId::new(new.expect("everybody has a place"));
}

/// What never changes.
pub(crate) struct Fixed {
    pub(crate) people: Vec<UserId>,
    pub(crate) licenses: Vec<License>,
    /// As it is with each person as its Owner.
    organizations: Vec<Organization>,
}

impl Fixed {
    pub(crate) fn new(people: i64) -> Self {
        let people: Vec<_> = (0..people).map(UserId::new).collect();
        Self {
            licenses: vec![
                license("two", SeatLimit::Limited(2), None, "1979-12-31"),
                license("one", SeatLimit::Limited(1), None, "1979-12-31"),
                license("ends", SeatLimit::Limited(3), None, "1970-06-30"),
                license(
                    "begins",
                    SeatLimit::Unlimited,
                    Some("1970-06-30"),
                    "1979-12-31",
                ),
            ],
            organizations: people.iter().copied().map(organization).collect(),
            people,
        }
    }

    pub(crate) fn organization(&self, owner: UserId) -> &Organization {
        &self.organizations[place(owner)]
    }

    pub(crate) fn seats(&self, roll: &Roll, moment: Moment) -> Seats {
        let license = roll.license.map(|place| &self.licenses[place]);
        seats_under(license, SeatLimit::Unlimited, roll.used(), moment.now())
    }

    pub(crate) fn role(&self, roll: &Roll, user: UserId) -> Option<MemberRole> {
        let membership = roll.membership(user)?;
        Some(self.organization(roll.owner).role_of(&membership))
    }
}

impl Roll {
    /// An organization whose Owner is the first of these people.
    pub(crate) fn new(standings: Vec<Option<Standing>>, license: Option<usize>) -> Self {
        Self {
            owner: UserId::new(0),
            standings,
            license,
        }
    }

    pub(crate) fn membership(&self, user: UserId) -> Option<Membership> {
        self.standings[place(user)].map(|standing| Membership {
            id: MembershipId::new(user.get()),
            organization: ID,
            user,
            standing,
            joined_by: JoinedBy::Direct,
            created_at: Moment::Early.now(),
            removed_at: None,
        })
    }

    /// Where a person stands in the order in which nobody has a name.
    pub(crate) fn rank(&self, place: usize) -> impl Ord + use<> {
        let standing = match self.standings[place] {
            None => (0, None),
            Some(Standing::Active(role)) => (1, Some(role)),
            Some(Standing::Pending { promise }) => (2, promise.map(|promise| promise.role)),
            Some(Standing::Deactivated { before }) => (3, before),
        };
        (self::place(self.owner) != place, standing)
    }

    /// Gives each person another place: the first is the one whose old place is named first.
    pub(crate) fn reorder(&mut self, order: &[usize]) {
        self.standings = order.iter().map(|old| self.standings[*old]).collect();
        renumber(&mut self.owner, order);
    }

    pub(crate) fn used(&self) -> u64 {
        let seated = self.standings.iter().flatten();
        seated.filter(|standing| holds_seat(**standing)).count() as u64
    }
}

fn organization(owner: UserId) -> Organization {
    let now = Moment::Early.now();
    Organization {
        id: ID,
        title: OrganizationTitle::parse("Acme").expect("a title"),
        contact_info: None,
        owner,
        default_role: DefaultRole::PENDING,
        session_policy: SessionPolicy::of_new_organization(now),
        token_policy: TokenPolicy::OF_NEW_ORGANIZATION,
        created_at: now,
        updated_at: now,
    }
}

fn license(id: &str, seats: SeatLimit, first: Option<&str>, last: &str) -> License {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    License {
        id: LicenseId::parse(id).expect("an id"),
        holder: LicenseHolder::parse("Acme").expect("a name"),
        seats,
        term: Term::new(first.map(day), day(last)).expect("a term"),
        organization: None,
        issued_at: Moment::Early.now(),
    }
}
