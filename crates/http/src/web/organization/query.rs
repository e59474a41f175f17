//! Which people the list shows, and in which order, as it stands in the address. What makes no sense there is passed
//! over.

use muster_domain::model::membership::MemberRole;
use muster_domain::model::page::PageRequest;
use muster_domain::model::text::searchable;
use muster_domain::ports::{MemberOrder, MemberQuery, MemberSort};
use poem::{FromRequest, Request, RequestBody, Result};

use crate::web::browser::with_query;

/// People, or invitations, on one page, unless more are asked for.
pub(in crate::web) const PAGE_SIZE: u32 = 30;

/// How many people a page may hold.
pub(super) const PAGE_SIZES: [u32; 3] = [PAGE_SIZE, 50, 100];

/// The query of the people list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PeopleQuery {
    /// What is searched for.
    pub(super) search: String,
    pub(super) role: Option<MemberRole>,
    pub(super) status: Option<Status>,
    pub(super) order: Order,
    /// The page, from one.
    pub(super) page: u32,
    /// One of [`PAGE_SIZES`].
    pub(super) size: u32,
}

/// Whether a person has access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Active,
    Pending,
    /// Pending, and promised a role when no seat was free.
    Waiting,
    Deactivated,
    Deleted,
}

/// A column by which the list is sorted, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) by: Column,
    pub(super) descending: bool,
}

/// A column by which the list can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Person,
    Role,
    LastActive,
    Joined,
    Waiting,
}

impl Default for PeopleQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            role: None,
            status: None,
            order: Order::of(None),
            page: 1,
            size: PAGE_SIZE,
        }
    }
}

impl<'a> FromRequest<'a> for PeopleQuery {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self::read(request.uri().query().unwrap_or_default()))
    }
}

impl PeopleQuery {
    fn read(query: &str) -> Self {
        let said: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let mut read = Self::default();
        let mut order = None;
        for (name, value) in said {
            let value = value.trim();
            match name.as_str() {
                "search" => value.clone_into(&mut read.search),
                // Label Studio's list has these two among the roles.
                "role" => match MemberRole::from_code(value) {
                    Some(MemberRole::Pending) => read.status = Some(Status::Pending),
                    Some(MemberRole::Deactivated) => read.status = Some(Status::Deactivated),
                    role => read.role = role,
                },
                "status" => read.status = Status::from_code(value),
                "sort" => order = Order::from_code(value),
                "page" => read.page = value.parse().ok().filter(|page| *page > 0).unwrap_or(1),
                "size" => {
                    let size = value.parse().ok().filter(|size| PAGE_SIZES.contains(size));
                    read.size = size.unwrap_or(PAGE_SIZE);
                }
                _ => {}
            }
        }
        // Nobody without access has a role.
        if matches!(
            read.status,
            Some(Status::Pending | Status::Waiting | Status::Deactivated)
        ) {
            read.role = None;
        }
        read.order = order.unwrap_or(Order::of(read.status));
        read
    }

    /// Everybody with this status.
    pub(super) fn of_status(status: Status) -> Self {
        Self {
            status: Some(status),
            order: Order::of(Some(status)),
            ..Self::default()
        }
    }

    /// The same, as the domain asks.
    pub(super) fn members(&self) -> MemberQuery {
        let page = PageRequest {
            page: self.page,
            size: self.size,
        };
        MemberQuery {
            search: (!self.search.is_empty()).then(|| searchable(&self.search)),
            roles: match (self.role, self.status) {
                (Some(role), _) => vec![role],
                (None, Some(status)) => status.roles(),
                (None, None) => Vec::new(),
            },
            waiting: self.status == Some(Status::Waiting),
            removed: self.status == Some(Status::Deleted),
            order: self.order.members(),
            ..MemberQuery::all(page)
        }
    }

    /// The same query on another page.
    pub(super) fn on_page(&self, page: u32) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// The same on pages of this size, from the first.
    pub(super) fn of_size(&self, size: u32) -> Self {
        Self {
            size,
            ..self.on_page(1)
        }
    }

    /// The same by this column; the other way round where it is by that column already.
    pub(super) fn sorted_by(&self, by: Column) -> Self {
        let descending = if self.order.by == by {
            !self.order.descending
        } else {
            by == Column::LastActive
        };
        Self {
            order: Order { by, descending },
            ..self.on_page(1)
        }
    }

    /// The same whatever the status.
    pub(super) fn of_any_status(&self) -> Self {
        Self {
            status: None,
            order: if self.order == Order::of(self.status) {
                Order::of(None)
            } else {
                self.order
            },
            ..self.on_page(1)
        }
    }

    /// Everybody, in the same order.
    pub(super) fn of_everybody(&self) -> Self {
        Self {
            search: String::new(),
            role: None,
            ..self.of_any_status()
        }
    }

    /// The word for an order in the address; none for the one that its list has anyway.
    pub(super) fn code_of(&self, order: Order) -> String {
        if order == Order::of(self.status) {
            String::new()
        } else {
            order.code()
        }
    }

    /// A path with the query in it, as far as it says anything.
    pub(super) fn at(&self, path: &str) -> String {
        let said = |number: u32, default| match number {
            number if number == default => String::new(),
            number => number.to_string(),
        };
        with_query(
            path,
            &[
                ("search", &self.search),
                ("role", self.role.map_or("", MemberRole::code)),
                ("status", self.status.map_or("", Status::code)),
                ("sort", &self.code_of(self.order)),
                ("size", &said(self.size, PAGE_SIZE)),
                ("page", &said(self.page, 1)),
            ],
        )
    }
}

impl Status {
    pub(super) const ALL: [Self; 5] = [
        Self::Active,
        Self::Pending,
        Self::Waiting,
        Self::Deactivated,
        Self::Deleted,
    ];

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Waiting => "waiting",
            Self::Deactivated => "deactivated",
            Self::Deleted => "deleted",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Pending => "Pending",
            Self::Waiting => "Waiting for a seat",
            Self::Deactivated => "Deactivated",
            Self::Deleted => "Deleted",
        }
    }

    /// The status of a present member with this role.
    pub(super) const fn of_role(role: MemberRole) -> Self {
        match role {
            MemberRole::Pending => Self::Pending,
            MemberRole::Deactivated => Self::Deactivated,
            _ => Self::Active,
        }
    }

    /// The roles of those who have it; none where any will do.
    fn roles(self) -> Vec<MemberRole> {
        if matches!(self, Self::Waiting | Self::Deleted) {
            return Vec::new();
        }
        let mut roles = MemberRole::ALL.to_vec();
        roles.retain(|role| Self::of_role(*role) == self);
        roles
    }
}

impl Order {
    /// The order of a list of this status that names none: by joining, or by waiting where it is of those who may wait.
    const fn of(status: Option<Status>) -> Self {
        Self {
            by: match status {
                Some(Status::Pending | Status::Waiting) => Column::Waiting,
                _ => Column::Joined,
            },
            descending: false,
        }
    }

    /// Both ways of every column.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let ways = |by| [false, true].map(|descending| Self { by, descending });
        Column::ALL.into_iter().flat_map(ways)
    }

    pub(super) const fn label(self) -> &'static str {
        match (self.by, self.descending) {
            (Column::Person, false) => "Name, A to Z",
            (Column::Person, true) => "Name, Z to A",
            (Column::Role, false) => "Role, Owner first",
            (Column::Role, true) => "Role, Owner last",
            (Column::LastActive, false) => "Last active, longest ago first",
            (Column::LastActive, true) => "Last active, latest first",
            (Column::Joined, false) => "Joined, oldest first",
            (Column::Joined, true) => "Joined, newest first",
            (Column::Waiting, false) => "Waiting, longest first",
            (Column::Waiting, true) => "Waiting, longest last",
        }
    }

    fn code(self) -> String {
        let minus = if self.descending { "-" } else { "" };
        format!("{minus}{}", self.by.code())
    }

    fn from_code(code: &str) -> Option<Self> {
        let (name, descending) = match code.strip_prefix('-') {
            Some(name) => (name, true),
            None => (code, false),
        };
        let by = Column::ALL.into_iter().find(|by| by.code() == name)?;
        Some(Self { by, descending })
    }

    fn members(self) -> MemberOrder {
        MemberOrder {
            by: match self.by {
                Column::Person => MemberSort::Name,
                Column::Role => MemberSort::Role,
                Column::LastActive => MemberSort::LastActivity,
                Column::Joined => MemberSort::Id,
                Column::Waiting => MemberSort::Waiting,
            },
            descending: self.descending,
        }
    }
}

impl Column {
    const ALL: [Self; 5] = [
        Self::Person,
        Self::Role,
        Self::LastActive,
        Self::Joined,
        Self::Waiting,
    ];

    const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Role => "role",
            Self::LastActive => "last_active",
            Self::Joined => "joined",
            Self::Waiting => "waiting",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(query: &str) -> String {
        PeopleQuery::read(query).at("/x")
    }

    #[test]
    fn an_address_says_only_what_is_out_of_the_ordinary() {
        let query = "search=+Ann+%26+Bob&role=RE&status=active&sort=-role&size=50&page=2";
        assert_eq!(
            again(query),
            "/x?search=Ann+%26+Bob&role=RE&status=active&sort=-role&size=50&page=2"
        );
        assert_eq!(again("sort=joined&size=30&page=1"), "/x");
        let page = PeopleQuery::read("sort=person&page=3");
        assert_eq!(page.on_page(1).at("/x"), "/x?sort=person");
        assert_eq!(page.of_size(100).at("/x"), "/x?sort=person&size=100");
    }

    #[test]
    fn nonsense_is_passed_over() {
        for nonsense in [
            "role=no&page=-1",
            "role=RE&role=x",
            "status=x&sort=--role&size=31&page=99999999999",
            "%ff=%ff&=&&search=",
        ] {
            assert_eq!(again(nonsense), "/x", "{nonsense}");
        }
    }

    #[test]
    fn a_role_and_a_status_that_nobody_has_together_do_not_find_everybody() {
        assert_eq!(again("role=RE&status=pending"), "/x?status=pending");
        assert_eq!(again("role=NO"), "/x?status=pending");
        let pending = PeopleQuery::of_status(Status::Pending).members();
        assert_eq!(pending.roles, [MemberRole::Pending]);
        let active = PeopleQuery::of_status(Status::Active).members();
        assert_eq!(active.roles.len(), 5);
        let deleted = PeopleQuery::of_status(Status::Deleted).members();
        assert!(deleted.removed && deleted.roles.is_empty());
    }

    #[test]
    fn who_waits_longest_is_first_unless_another_order_is_named() {
        let sort = |query| PeopleQuery::read(query).members().order.by;
        assert_eq!(sort("status=waiting"), MemberSort::Waiting);
        assert_eq!(sort("status=pending&sort="), MemberSort::Waiting);
        assert_eq!(sort("sort=joined&status=pending"), MemberSort::Id);
        assert_eq!(sort("status=active"), MemberSort::Id);
        assert_eq!(again("status=waiting&sort=waiting"), "/x?status=waiting");
        assert_eq!(
            again("status=waiting&sort=joined"),
            "/x?status=waiting&sort=joined"
        );
        let waiting = PeopleQuery::read("status=waiting&search=ann");
        assert!(waiting.members().waiting && waiting.members().roles.is_empty());
        assert_eq!(waiting.of_any_status().at("/x"), "/x?search=ann");
        assert_eq!(waiting.of_everybody().at("/x"), "/x");
        let by_name = PeopleQuery::read("status=waiting&sort=person");
        assert_eq!(by_name.of_any_status().at("/x"), "/x?sort=person");
    }

    #[test]
    fn a_heading_turns_its_own_order_round() {
        let query = PeopleQuery::default();
        let sorted = |query: &PeopleQuery, by| query.sorted_by(by).at("/x");
        assert_eq!(sorted(&query, Column::Joined), "/x?sort=-joined");
        assert_eq!(sorted(&query, Column::Person), "/x?sort=person");
        assert_eq!(sorted(&query, Column::LastActive), "/x?sort=-last_active");
        let by_person = query.sorted_by(Column::Person);
        assert_eq!(sorted(&by_person, Column::Person), "/x?sort=-person");
    }
}
