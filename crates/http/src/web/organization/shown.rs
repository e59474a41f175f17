//! The parts of the people page, from the domain's values to words.

use muster_domain::model::id::UserId;
use muster_domain::model::membership::{Invited, JoinedBy, Member, MemberRole};
use muster_domain::model::organization::DefaultRole;
use muster_domain::model::page::PageRequest;
use muster_domain::model::seats::{Headcount, Seats};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::MemberEntry;

use super::query::{Column, Order, PeopleQuery, Status};
use crate::web::moment::Moment;

/// One line on everybody.
pub(super) fn summary(people: Headcount) -> String {
    let mut parts = vec![counted(people.people(), "person", "people")];
    if people.pending > 0 {
        parts.push(format!("{} waiting for a role", people.pending));
    }
    if people.deactivated > 0 {
        parts.push(format!("{} deactivated", people.deactivated));
    }
    parts.join(", ")
}

/// The notice that somebody waits.
pub(super) struct WaitingNotice {
    pub(super) what: String,
    pub(super) why: String,
    pub(super) show: String,
    pub(super) shown: bool,
}

impl WaitingNotice {
    /// `to` makes the address of the people with a status.
    pub(super) fn new(
        people: Headcount,
        seats: Seats,
        shown: Option<Status>,
        to: impl Fn(Status) -> String,
    ) -> Option<Self> {
        let what = match people.pending {
            0 => return None,
            1 => "1 person is waiting for a role.".to_owned(),
            more => format!("{more} people are waiting for a role."),
        };
        let promised = match people.waiting {
            0 => String::new(),
            1 => " 1 was promised a role when no seat was free.".to_owned(),
            more => format!(" {more} were promised a role when no seat was free."),
        };
        let seat = match (people.waiting, seats.free()) {
            (0, _) | (_, Some(0)) => "",
            (1, _) => " A seat is free now: give it.",
            (_, Some(1)) => " A seat is free now: give it to who has waited longest.",
            _ => " Seats are free now: give them to those who have waited longest.",
        };
        let status = if people.waiting > 0 {
            Status::Waiting
        } else {
            Status::Pending
        };
        Some(Self {
            what,
            why: format!("They cannot get in until they are given one.{promised}{seat}"),
            show: to(status),
            shown: shown == Some(status),
        })
    }
}

/// An option of a select.
pub(in crate::web) struct Choice {
    pub(in crate::web) code: &'static str,
    pub(in crate::web) label: &'static str,
    pub(in crate::web) chosen: bool,
}

/// The roles to filter by.
pub(super) fn role_filters(chosen: Option<MemberRole>) -> Vec<Choice> {
    MemberRole::ALL
        .into_iter()
        .filter(|role| Status::of_role(*role) == Status::Active)
        .map(|role| Choice {
            code: role.code(),
            label: role.label(),
            chosen: chosen == Some(role),
        })
        .collect()
}

/// What people have access, to filter by.
pub(super) fn status_filters(chosen: Option<Status>) -> Vec<Choice> {
    Status::ALL
        .into_iter()
        .map(|status| Choice {
            code: status.code(),
            label: status.label(),
            chosen: chosen == Some(status),
        })
        .collect()
}

/// A filter in force.
pub(super) struct Filter {
    pub(super) words: String,
    /// The list without it.
    pub(super) without: String,
}

/// The filters in force; `to` makes the address of a list.
pub(super) fn in_force(query: &PeopleQuery, to: impl Fn(&PeopleQuery) -> String) -> Vec<Filter> {
    let all = query.on_page(1);
    let mut filters = Vec::new();
    let mut add = |words: String, without: PeopleQuery| {
        let without = to(&without);
        filters.push(Filter { words, without });
    };
    if !query.search.is_empty() {
        let search = String::new();
        let words = format!("“{}”", query.search);
        add(
            words,
            PeopleQuery {
                search,
                ..all.clone()
            },
        );
    }
    if let Some(role) = query.role {
        let words = format!("Role: {}", role.label());
        add(
            words,
            PeopleQuery {
                role: None,
                ..all.clone()
            },
        );
    }
    if let Some(status) = query.status {
        let words = format!("Status: {}", status.label());
        add(words, query.of_any_status());
    }
    filters
}

/// An order of the list, to choose where its columns have no headings.
pub(super) struct OrderChoice {
    pub(super) code: String,
    pub(super) label: &'static str,
    pub(super) chosen: bool,
}

/// The orders of the list.
pub(super) fn orders(query: &PeopleQuery) -> Vec<OrderChoice> {
    Order::all()
        .map(|order| OrderChoice {
            code: query.code_of(order),
            label: order.label(),
            chosen: order == query.order,
        })
        .collect()
}

/// A heading by which the list can be sorted.
pub(super) struct Heading {
    pub(super) label: &'static str,
    /// Where it is in force: the word for `aria-sort`, and the arrow.
    pub(super) now: Option<(&'static str, &'static str)>,
    pub(super) link: String,
}

impl Heading {
    pub(super) fn new(
        label: &'static str,
        column: Column,
        query: &PeopleQuery,
        to: impl Fn(&PeopleQuery) -> String,
    ) -> Self {
        let now = if query.order.descending {
            ("descending", "↓")
        } else {
            ("ascending", "↑")
        };
        Self {
            label,
            now: (query.order.by == column).then_some(now),
            link: to(&query.sorted_by(column)),
        }
    }
}

/// The roles that can be given, with the one to show as chosen.
pub(super) fn choices(now: MemberRole, chosen: MemberRole) -> Vec<Choice> {
    MemberRole::ALL
        .into_iter()
        .filter(|role| *role != MemberRole::Owner)
        .map(|role| Choice {
            code: role.code(),
            label: match role {
                MemberRole::Pending if now == role => "Give a role…",
                role => role.label(),
            },
            chosen: chosen == role,
        })
        .collect()
}

/// A row of the table.
pub(super) struct PersonRow {
    pub(super) id: UserId,
    /// The person's page; none of somebody deleted.
    pub(super) page: Option<String>,
    pub(super) initials: String,
    pub(super) name: String,
    pub(super) has_name: bool,
    pub(super) email: String,
    pub(super) is_me: bool,
    pub(super) joined: &'static str,
    /// By whom, where that was by mail.
    pub(super) inviter: Option<String>,
    /// The role that waits for a seat, and since when.
    pub(super) promised: Option<(&'static str, Moment)>,
    /// The code of the role that a press of a button gives, now that a seat is free.
    pub(super) seat: Option<&'static str>,
    pub(super) role: &'static str,
    pub(super) status: Status,
    pub(super) row: Option<&'static str>,
    pub(super) last_active: Moment,
    pub(super) since: Moment,
    pub(super) until: Option<Moment>,
    /// Where the role form goes; none where the role cannot be changed here.
    pub(super) action: Option<String>,
    pub(super) choices: Vec<Choice>,
    pub(super) remove: Option<String>,
    pub(super) error: Option<String>,
}

/// A change that was refused, shown again in its row.
pub(super) struct RefusedChange {
    pub(super) user: UserId,
    pub(super) wanted: MemberRole,
    pub(super) reason: String,
}

impl PersonRow {
    /// `address` makes the addresses of the person's forms.
    pub(super) fn new(
        entry: &MemberEntry,
        me: UserId,
        now: Timestamp,
        seats: Seats,
        refused: Option<&RefusedChange>,
        address: impl Fn(&str) -> String,
    ) -> Self {
        let member = &entry.member;
        let user = &member.user;
        let is_me = user.id == me;
        let removed_at = member.membership.removed_at;
        let fixed = is_me || member.role == MemberRole::Owner || removed_at.is_some();
        let refused = refused.filter(|refused| refused.user == user.id);
        let status = status(member);
        let promise = member.membership.standing.promise();
        let seat = promise.filter(|_| !fixed && seats.admit().is_ok());
        Self {
            id: user.id,
            page: removed_at.is_none().then(|| address("")),
            initials: user.initials(),
            name: user.display_name(),
            has_name: removed_at.is_none() && user.display_name() != user.email.as_str(),
            email: user.email.as_str().to_owned(),
            is_me,
            joined: joined(member),
            inviter: entry
                .inviter
                .as_ref()
                .map(|(inviter, _)| inviter.display_name()),
            promised: promise.map(|promise| {
                let role = MemberRole::from(promise.role);
                (role.label(), Moment::new(promise.since, now))
            }),
            seat: seat.map(|promise| MemberRole::from(promise.role).code()),
            role: member.role.label(),
            status,
            row: match status {
                Status::Active => None,
                Status::Pending | Status::Waiting => Some("waiting"),
                Status::Deactivated | Status::Deleted => Some("off"),
            },
            last_active: Moment::new(user.last_activity, now),
            since: Moment::new(member.membership.created_at, now),
            until: removed_at.map(|at| Moment::new(at, now)),
            action: (!fixed).then(|| address("/role")),
            choices: choices(
                member.role,
                refused.map_or(member.role, |refused| refused.wanted),
            ),
            remove: (!fixed).then(|| address("/remove")),
            error: refused.map(|refused| refused.reason.clone()),
        }
    }
}

pub(super) fn status(member: &Member) -> Status {
    match member.membership.removed_at {
        Some(_) => Status::Deleted,
        None => Status::of_role(member.role),
    }
}

pub(super) fn joined(member: &Member) -> &'static str {
    match (member.membership.joined_by, member.invited) {
        (JoinedBy::Founding, _) => "founded the organization",
        (JoinedBy::InviteLink(_), _) => "by invite link",
        (JoinedBy::Invitation(_), Some(Invited { by: Some(_), .. })) => "invited by",
        (JoinedBy::Invitation(_), _) => "invited by the operator",
        (JoinedBy::Direct, _) => "added by hand",
    }
}

/// What a newcomer by the invite link gets, told to those who invite.
pub(super) fn newcomers(role: DefaultRole) -> String {
    match role.role() {
        None => "Newcomers are Pending: they wait until you give them a role.".to_owned(),
        Some(role) => {
            let role = MemberRole::from(role).label();
            format!("Newcomers become {role} at once, or wait while no seat is free.")
        }
    }
}

/// Previous and Next.
pub(in crate::web) struct Pager {
    pub(in crate::web) range: String,
    pub(in crate::web) previous: Option<String>,
    pub(in crate::web) next: Option<String>,
}

impl Pager {
    /// For a list of more than one page; `to` makes the address of a page.
    pub(in crate::web) fn new(
        page: u32,
        size: u32,
        shown: usize,
        total: u64,
        to: impl Fn(u32) -> String,
    ) -> Option<Self> {
        let before = PageRequest { page, size }.offset();
        let last = before + u64::try_from(shown).unwrap_or_default();
        (total > u64::from(size)).then(|| Self {
            range: match shown {
                0 => format!("{total} in all"),
                _ => format!("{} to {last} of {total}", before + 1),
            },
            previous: (page > 1).then(|| to(page - 1)),
            next: (last < total).then(|| to(page + 1)),
        })
    }
}

/// A number with its noun.
pub(in crate::web) fn counted(number: impl Into<u64>, one: &str, many: &str) -> String {
    match number.into() {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_leaves_out_what_is_zero() {
        let people = Headcount {
            seated: 3,
            pending: 1,
            waiting: 0,
            deactivated: 1,
        };
        assert_eq!(
            summary(people),
            "5 people, 1 waiting for a role, 1 deactivated"
        );
        let alone = Headcount {
            seated: 1,
            ..Headcount::default()
        };
        assert_eq!(summary(alone), "1 person");
    }
}
