//! Changes of many members' roles on the wire.

use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::refusal::Refusal as _;
use muster_domain::model::seats::SeatLimit;
use muster_domain::use_cases::membership::{self, ChangeRoles, Manner, RoleWish};
use poem_openapi::{Enum, Object};

use super::role::Role;
use super::sent::{Identifier, Sent, YesOrNo};
use crate::edge::{Fields, InvalidFields};

/// Who gets which role.
#[derive(Object)]
pub(crate) struct RoleChanges {
    /// At most 1,000, in their order.
    changes: Vec<OneRoleChange>,
    /// Only tell what would come of it.
    dry_run: Option<Sent<YesOrNo>>,
    /// All or nothing.
    atomic: Option<Sent<YesOrNo>>,
}

/// Who gets which role.
#[derive(Object)]
pub(crate) struct OneRoleChange {
    /// The account.
    user_id: Sent<Identifier>,
    /// The new role. Without one a deactivated member gets back what was held before.
    role: Option<Role>,
}

/// Reads [`RoleChanges`].
pub(crate) fn change_roles(
    mut fields: Fields,
    organization: OrganizationId,
) -> Result<ChangeRoles, InvalidFields> {
    let wishes = fields.required("changes", |fields, field| {
        fields.objects(field, |change| {
            let user = change.required("user_id", Fields::integer);
            let to = change.role("role");
            user.map(|user| RoleWish {
                user: UserId::new(user),
                to,
            })
        })
    });
    let dry_run = fields.boolean("dry_run") == Some(true);
    let manner = match fields.boolean("atomic") {
        Some(true) => Manner::AllOrNothing,
        _ => Manner::OneByOne,
    };
    fields.finish(wishes.map(|wishes| ChangeRoles {
        organization,
        wishes,
        manner,
        dry_run,
    }))
}

/// What came of the changes, or would come of them.
#[derive(Object)]
pub(crate) struct ChangedRoles {
    /// In the order of the changes.
    results: Vec<ChangedRole>,
    seats: SeatEffect,
}

/// What came of one change.
#[derive(Object)]
pub(crate) struct ChangedRole {
    user_id: i64,
    outcome: Outcome,
    /// Why it was refused, as a stable word.
    code: Option<String>,
    /// What there is to know about it; often empty.
    detail: String,
}

/// `changed`; `unchanged`: the member was that already, or another of the changes was refused and all hang together;
/// `refused`.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Changed,
    Unchanged,
    Refused,
}

/// What it does to the seats.
#[derive(Object)]
pub(crate) struct SeatEffect {
    /// Seats taken before.
    before: u64,
    /// Seats taken after.
    after: u64,
    /// Seats there are; null where there is no limit.
    limit: Option<u32>,
}

impl From<membership::ChangedRoles> for ChangedRoles {
    fn from(changed: membership::ChangedRoles) -> Self {
        Self {
            results: changed.outcomes.iter().map(told).collect(),
            seats: SeatEffect {
                before: changed.before.used,
                after: changed.after.used,
                limit: match changed.after.limit {
                    SeatLimit::Unlimited => None,
                    SeatLimit::Limited(seats) => Some(seats),
                },
            },
        }
    }
}

fn told((wish, outcome): &(RoleWish, membership::Outcome)) -> ChangedRole {
    let (outcome, code, detail) = match outcome {
        membership::Outcome::Changed { .. } => (Outcome::Changed, None, String::new()),
        membership::Outcome::Unchanged => (Outcome::Unchanged, None, String::new()),
        membership::Outcome::HeldBack => {
            let detail = "possible, and not made because another change is refused";
            (Outcome::Unchanged, None, detail.to_owned())
        }
        membership::Outcome::Refused(error) => {
            let code = Some(error.code().to_owned());
            (Outcome::Refused, code, error.to_string())
        }
    };
    ChangedRole {
        user_id: wish.user.get(),
        outcome,
        code,
        detail,
    }
}
