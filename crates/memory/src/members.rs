//! The people list: which members, in which order.

use std::cmp::Ordering;

use muster_domain::model::account::User;
use muster_domain::model::id::MembershipId;
use muster_domain::model::membership::{Invited, Member, MemberRole, Membership};
use muster_domain::model::organization::Organization;
use muster_domain::model::page::Page;
use muster_domain::model::text::searchable;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{MemberEntry, MemberOrder, MemberQuery, MemberSort};

use crate::state::{Account, State, page};

/// A membership with the rows beside it.
struct Row<'a> {
    membership: &'a Membership,
    role: MemberRole,
    account: &'a Account,
    invited: Option<Invited>,
}

impl State {
    /// The members of the organization that match, in order.
    pub(crate) fn members(
        &self,
        organization: &Organization,
        query: &MemberQuery,
    ) -> Page<MemberEntry> {
        let mut rows: Vec<_> = self
            .memberships
            .values()
            .filter(|row| row.organization == organization.id)
            .filter_map(|membership| self.row(organization, membership))
            .filter(|row| matches(row, query))
            .collect();
        sort(&mut rows, query.order);
        page(&rows, query.page, |row| self.entry(row))
    }

    /// One member.
    pub(crate) fn member(
        &self,
        organization: &Organization,
        membership: &Membership,
    ) -> Option<MemberEntry> {
        let row = self.row(organization, membership)?;
        Some(self.entry(&row))
    }

    fn entry(&self, row: &Row<'_>) -> MemberEntry {
        let organization = row.membership.organization;
        let inviter = row.invited.and_then(|invited| invited.by);
        MemberEntry {
            member: row.member(),
            inviter: inviter.and_then(|id| self.person(organization, id)),
        }
    }

    fn row<'a>(
        &'a self,
        organization: &Organization,
        membership: &'a Membership,
    ) -> Option<Row<'a>> {
        let account = self.users.get(&membership.user)?;
        Some(Row {
            membership,
            role: organization.role_of(membership),
            account,
            invited: self.invited(membership),
        })
    }

    pub(crate) fn invited(&self, membership: &Membership) -> Option<Invited> {
        self.invitations
            .accepted(membership.organization, membership.user)
            .and_then(|invitation| membership.invited_by(invitation))
    }
}

impl Row<'_> {
    fn member(&self) -> Member {
        Member {
            membership: self.membership.clone(),
            role: self.role,
            user: self.account.user.clone(),
            invited: self.invited,
        }
    }
}

fn matches(row: &Row<'_>, query: &MemberQuery) -> bool {
    row.membership.removed_at.is_some() == query.removed
        && query
            .active_from
            .is_none_or(|from| row.account.user.last_activity >= from)
        && query
            .active_to
            .is_none_or(|to| row.account.user.last_activity <= to)
        && (!query.waiting || row.membership.standing.promise().is_some())
        && (query.roles.is_empty() || query.roles.contains(&row.role))
        && query
            .search
            .as_ref()
            .is_none_or(|needle| row.account.search_text.contains(needle))
}

/// What one member is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Id(MembershipId),
    Role(MemberRole),
    Text(String),
    Time(Timestamp),
    /// Whether there is none, and else which.
    MaybeTime(bool, Option<Timestamp>),
}

fn sort(rows: &mut [Row<'_>], order: MemberOrder) {
    rows.sort_unstable_by_key(|row| row.membership.id);
    // Both sorts below are stable, so that equal values stay by membership id.
    match order.by {
        MemberSort::Id if order.descending => rows.reverse(),
        MemberSort::Id => {}
        _ => rows.sort_by_cached_key(|row| Directed {
            key: key(row, order.by),
            descending: order.descending,
        }),
    }
}

fn key(row: &Row<'_>, by: MemberSort) -> Key {
    let User {
        username,
        first_name,
        last_name,
        email,
        ..
    } = &row.account.user;
    match by {
        MemberSort::Id => Key::Id(row.membership.id),
        MemberSort::Role => Key::Role(row.role),
        MemberSort::Name => Key::Text(row.account.search_text.trim_matches(' ').to_owned()),
        MemberSort::Email => Key::Text(email.canonical().to_owned()),
        MemberSort::Username => Key::Text(searchable(username.as_str())),
        MemberSort::FirstName => Key::Text(searchable(first_name.as_str())),
        MemberSort::LastName => Key::Text(searchable(last_name.as_str())),
        MemberSort::LastActivity => Key::Time(row.account.user.last_activity),
        MemberSort::DateJoined => Key::Time(row.account.user.date_joined),
        MemberSort::Waiting => {
            let since = row.membership.standing.promise().map(|it| it.since);
            Key::MaybeTime(since.is_none(), since)
        }
    }
}

/// A key that sorts in the asked direction.
#[derive(PartialEq, Eq)]
struct Directed {
    key: Key,
    descending: bool,
}

impl Ord for Directed {
    fn cmp(&self, other: &Self) -> Ordering {
        let ascending = self.key.cmp(&other.key);
        if self.descending {
            ascending.reverse()
        } else {
            ascending
        }
    }
}

impl PartialOrd for Directed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
