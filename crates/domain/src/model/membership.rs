//! A person's membership in an organization: roles, standing, and how it changes.

use super::account::User;
use super::id::{InvitationId, InviteLinkId, MembershipId, OrganizationId, UserId};
use super::invitation::Invitation;
use super::refusal::{Kind, Refusal, delegate_refusal};
use super::seats::{NoFreeSeat, Seats, holds_seat};
use super::time::Timestamp;

/// A role that can be given. Owner is not among them: it is a column of the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Manages people; all but what is the Owner's alone.
    Administrator,
    /// Runs own workspaces and projects.
    Manager,
    /// Reviews the work of others.
    Reviewer,
    /// Does the work.
    Annotator,
}

/// What a membership stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Has a role, access and a seat. The Owner's membership stores Administrator.
    Active(Role),
    /// Has signed up and waits: no role, no access, no seat.
    Pending {
        /// The role that waits for a free seat, if one was promised.
        promise: Option<Promise>,
    },
    /// Access was taken away and the seat freed.
    Deactivated {
        /// The role held before, which reactivation gives back.
        before: Option<Role>,
    },
}

/// A role that somebody gets when a seat is free and an Administrator gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Promise {
    /// The promised role.
    pub role: Role,
    /// Since when the person waits. Those who came first are listed first.
    pub since: Timestamp,
}

/// A member's role as people and the wire see it: the Owner, a given role, or none yet or any more.
/// Sorts from the Owner down to Deactivated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MemberRole {
    /// The single Owner.
    Owner,
    /// [`Role::Administrator`].
    Administrator,
    /// [`Role::Manager`].
    Manager,
    /// [`Role::Reviewer`].
    Reviewer,
    /// [`Role::Annotator`].
    Annotator,
    /// [`Standing::Pending`]: "Not Activated" in Label Studio's words.
    Pending,
    /// [`Standing::Deactivated`].
    Deactivated,
}

impl MemberRole {
    /// All of them, in order of rank.
    pub const ALL: [Self; 7] = [
        Self::Owner,
        Self::Administrator,
        Self::Manager,
        Self::Reviewer,
        Self::Annotator,
        Self::Pending,
        Self::Deactivated,
    ];

    /// The two letters on the wire (Label Studio's role codes).
    pub const fn code(self) -> &'static str {
        match self {
            Self::Owner => "OW",
            Self::Administrator => "AD",
            Self::Manager => "MA",
            Self::Reviewer => "RE",
            Self::Annotator => "AN",
            Self::Pending => "NO",
            Self::Deactivated => "DI",
        }
    }

    /// The role with this code, exactly as written.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The word for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Administrator => "Administrator",
            Self::Manager => "Manager",
            Self::Reviewer => "Reviewer",
            Self::Annotator => "Annotator",
            Self::Pending => "Pending",
            Self::Deactivated => "Deactivated",
        }
    }
}

impl From<Role> for MemberRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Administrator => Self::Administrator,
            Role::Manager => Self::Manager,
            Role::Reviewer => Self::Reviewer,
            Role::Annotator => Self::Annotator,
        }
    }
}

impl Role {
    /// The two letters on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "AD",
            Self::Manager => "MA",
            Self::Reviewer => "RE",
            Self::Annotator => "AN",
        }
    }

    /// The assignable role with this code, exactly as written.
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Administrator,
            Self::Manager,
            Self::Reviewer,
            Self::Annotator,
        ]
        .into_iter()
        .find(|role| role.code() == code)
    }
}

/// How a person's standing is to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChange {
    /// Give this role. Takes a seat unless one is held already.
    Assign(Role),
    /// Take the role away, or the promise of one, and let the person wait. Frees the seat.
    MakePending,
    /// Take access away. Frees the seat.
    Deactivate,
    /// Give a Deactivated member back what was held before, Pending if nothing was.
    Reactivate,
}

impl RoleChange {
    /// The change that makes a member this; reactivation where no role is named.
    pub fn toward(role: Option<MemberRole>) -> Result<Self, OwnerNotAssignable> {
        Ok(match role {
            None => Self::Reactivate,
            Some(MemberRole::Owner) => return Err(OwnerNotAssignable),
            Some(MemberRole::Administrator) => Self::Assign(Role::Administrator),
            Some(MemberRole::Manager) => Self::Assign(Role::Manager),
            Some(MemberRole::Reviewer) => Self::Assign(Role::Reviewer),
            Some(MemberRole::Annotator) => Self::Assign(Role::Annotator),
            Some(MemberRole::Pending) => Self::MakePending,
            Some(MemberRole::Deactivated) => Self::Deactivate,
        })
    }
}

/// Why a standing does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoleChangeError {
    /// It would take a seat and none is free.
    #[error(transparent)]
    NoFreeSeat(#[from] NoFreeSeat),
    /// Reactivation of somebody who is not Deactivated.
    #[error(transparent)]
    NotDeactivated(#[from] NotDeactivated),
}

delegate_refusal!(RoleChangeError {
    NoFreeSeat,
    NotDeactivated
});

/// Only a Deactivated member can be reactivated; for anybody else a role has to be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("only a deactivated member can be reactivated without naming a role; name one in `role`")]
pub struct NotDeactivated;

impl Refusal for NotDeactivated {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
    fn code(&self) -> &'static str {
        "invalid"
    }
    fn fields(&self) -> Vec<super::refusal::FieldError> {
        vec![super::refusal::FieldError::new(
            "role",
            "This field is required.",
        )]
    }
}

/// Owner is never given by a change of role, an invitation or an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "owner is not a role that can be given; the owner hands the organization over by transferring ownership"
)]
pub struct OwnerNotAssignable;

impl Refusal for OwnerNotAssignable {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }
    fn code(&self) -> &'static str {
        "owner_not_assignable"
    }
}

/// The Owner's membership is not for others to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the owner cannot be changed or removed; ownership has to be transferred first")]
pub struct OwnerProtected;

impl Refusal for OwnerProtected {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }
    fn code(&self) -> &'static str {
        "owner_protected"
    }
}

impl Standing {
    /// The role that waits for a seat.
    pub const fn promise(self) -> Option<Promise> {
        match self {
            Self::Pending { promise } => promise,
            Self::Active(_) | Self::Deactivated { .. } => None,
        }
    }

    /// The standing of a person who joins with this role, or with none.
    /// With no seat free the person waits, and the role is remembered.
    pub fn on_joining(role: Option<Role>, seats: Seats, now: Timestamp) -> Self {
        match role {
            None => Self::Pending { promise: None },
            Some(role) if seats.admit().is_ok() => Self::Active(role),
            Some(role) => Self::Pending {
                promise: Some(Promise { role, since: now }),
            },
        }
    }

    /// The standing of somebody who is a member when he accepts an invitation that gives `offered` to a newcomer.
    /// Only who waits gets it, and keeps the place in the queue that he has; `None` for everybody else.
    pub fn on_invitation(self, offered: Self) -> Option<Self> {
        match (self, offered) {
            (Self::Pending { promise: Some(_) }, Self::Pending { promise: None }) => Some(self),
            (
                Self::Pending {
                    promise: Some(Promise { since, .. }),
                },
                Self::Pending {
                    promise: Some(Promise { role, .. }),
                },
            ) => Some(Self::Pending {
                promise: Some(Promise { role, since }),
            }),
            (Self::Pending { .. }, offered) => Some(offered),
            (Self::Active(_) | Self::Deactivated { .. }, _) => None,
        }
    }

    /// The standing after a change. `seats` are counted with this member included.
    pub fn change(self, change: RoleChange, seats: Seats) -> Result<Self, RoleChangeError> {
        let next = match (change, self) {
            (RoleChange::Assign(role), _) => Self::Active(role),
            (RoleChange::Deactivate, Self::Deactivated { .. }) => self,
            (RoleChange::MakePending, _) => Self::Pending { promise: None },
            (RoleChange::Deactivate, Self::Active(role)) => {
                Self::Deactivated { before: Some(role) }
            }
            (RoleChange::Deactivate, Self::Pending { .. }) => Self::Deactivated { before: None },
            (RoleChange::Reactivate, Self::Deactivated { before: Some(role) }) => {
                Self::Active(role)
            }
            (RoleChange::Reactivate, Self::Deactivated { before: None }) => {
                Self::Pending { promise: None }
            }
            (RoleChange::Reactivate, _) => return Err(NotDeactivated.into()),
        };
        if holds_seat(next) && !holds_seat(self) {
            seats.admit()?;
        }
        Ok(next)
    }

    /// The role that others see, the Owner's aside.
    pub fn role(self) -> MemberRole {
        match self {
            Self::Active(role) => role.into(),
            Self::Pending { .. } => MemberRole::Pending,
            Self::Deactivated { .. } => MemberRole::Deactivated,
        }
    }
}

/// By which way a person came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JoinedBy {
    /// Founded the organization, or was made its first Owner by the operator.
    Founding,
    /// Signed up or joined by this invite link.
    InviteLink(InviteLinkId),
    /// Accepted this e-mail invitation.
    Invitation(InvitationId),
    /// Was added by an Owner, an Administrator or the operator.
    Direct,
}

/// A membership that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMembership {
    /// Whose membership it will be.
    pub user: UserId,
    /// What it begins as.
    pub standing: Standing,
    /// By which way the person came in.
    pub joined_by: JoinedBy,
    /// When.
    pub created_at: Timestamp,
}

/// One person's membership in one organization. A person has at most one that is not removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The membership's own id.
    pub id: MembershipId,
    /// The organization.
    pub organization: OrganizationId,
    /// The person.
    pub user: UserId,
    /// Role or the lack of one.
    pub standing: Standing,
    /// By which way the person came in.
    pub joined_by: JoinedBy,
    /// When the person came in.
    pub created_at: Timestamp,
    /// When the membership ended by removal or leaving; its traces stay.
    pub removed_at: Option<Timestamp>,
}

impl Membership {
    /// What an invitation that the person accepted tells of this membership; nothing if an earlier one came of it.
    pub fn invited_by(&self, accepted: &Invitation) -> Option<Invited> {
        let since = accepted.ended.is_some_and(|end| end.at >= self.created_at);
        since.then_some(Invited {
            at: accepted.created_at,
            by: accepted.invited_by,
        })
    }
}

/// A member as the people list shows one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The membership.
    pub membership: Membership,
    /// Its role, with the Owner told apart.
    pub role: MemberRole,
    /// The person. Of a removed member only what [`User::deleted`] leaves.
    pub user: User,
    /// When and by whom the person was invited, where an invitation by mail was accepted since the membership began.
    pub invited: Option<Invited>,
}

/// When and by whom a member was invited by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invited {
    /// When the invitation was made.
    pub at: Timestamp,
    /// Who answers for it; none where that is the operator.
    pub by: Option<UserId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::seats::SeatLimit;
    use proptest::prelude::*;

    const FULL: Seats = Seats::open(SeatLimit::Limited(2), 2);
    const ONE_FREE: Seats = Seats::open(SeatLimit::Limited(2), 1);
    const PENDING: Standing = Standing::Pending { promise: None };

    #[test]
    fn k30_who_never_had_a_role_comes_back_as_pending() {
        let deactivated = PENDING.change(RoleChange::Deactivate, FULL).expect("frees");
        assert_eq!(
            deactivated.change(RoleChange::Reactivate, ONE_FREE),
            Ok(PENDING)
        );
    }

    #[test]
    fn k25_reactivation_needs_a_free_seat() {
        let before = Standing::Active(Role::Reviewer)
            .change(RoleChange::Deactivate, FULL)
            .expect("frees");
        assert_eq!(
            before.change(RoleChange::Reactivate, FULL),
            Err(NoFreeSeat(FULL).into())
        );
        assert_eq!(
            before.change(RoleChange::Reactivate, ONE_FREE),
            Ok(Standing::Active(Role::Reviewer))
        );
        assert_eq!(
            PENDING.change(RoleChange::Reactivate, ONE_FREE),
            Err(NotDeactivated.into())
        );
    }

    #[test]
    fn a_change_of_role_needs_no_further_seat() {
        let changed =
            Standing::Active(Role::Annotator).change(RoleChange::Assign(Role::Manager), FULL);
        assert_eq!(changed, Ok(Standing::Active(Role::Manager)));
    }

    #[test]
    fn who_joins_with_a_role_and_finds_no_seat_waits_for_it() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(
            Standing::on_joining(Some(Role::Annotator), ONE_FREE, now),
            Standing::Active(Role::Annotator)
        );
        let waiting = Standing::Pending {
            promise: Some(Promise {
                role: Role::Annotator,
                since: now,
            }),
        };
        assert_eq!(
            Standing::on_joining(Some(Role::Annotator), FULL, now),
            waiting
        );
        assert_eq!(Standing::on_joining(None, ONE_FREE, now), PENDING);
    }

    #[test]
    fn who_waits_and_accepts_an_invitation_keeps_the_place_in_the_queue() {
        let promised = |role, day| Standing::Pending {
            promise: Some(Promise {
                role,
                since: Timestamp::UNIX_EPOCH + chrono::Duration::days(day),
            }),
        };
        let active = Standing::Active(Role::Reviewer);
        assert_eq!(PENDING.on_invitation(active), Some(active));
        assert_eq!(
            promised(Role::Annotator, 1).on_invitation(promised(Role::Reviewer, 2)),
            Some(promised(Role::Reviewer, 1))
        );
        let waiting = promised(Role::Annotator, 1);
        assert_eq!(waiting.on_invitation(PENDING), Some(waiting));
        assert_eq!(active.on_invitation(active), None);
        let deactivated = Standing::Deactivated { before: None };
        assert_eq!(deactivated.on_invitation(active), None);
    }

    #[test]
    fn codes_are_read_exactly() {
        for role in MemberRole::ALL {
            assert_eq!(MemberRole::from_code(role.code()), Some(role));
        }
        for wrong in ["", "ow", "OW ", "Owner", "VO"] {
            assert_eq!(MemberRole::from_code(wrong), None);
        }
    }

    fn standings() -> impl Strategy<Value = Standing> {
        let role = || {
            prop::sample::select(vec![
                Role::Administrator,
                Role::Manager,
                Role::Reviewer,
                Role::Annotator,
            ])
        };
        let since = Timestamp::UNIX_EPOCH;
        prop_oneof![
            role().prop_map(Standing::Active),
            prop::option::of(role()).prop_map(move |role| Standing::Pending {
                promise: role.map(|role| Promise { role, since })
            }),
            prop::option::of(role()).prop_map(|before| Standing::Deactivated { before }),
        ]
    }

    fn changes() -> impl Strategy<Value = RoleChange> {
        prop::sample::select(vec![
            RoleChange::Assign(Role::Administrator),
            RoleChange::Assign(Role::Annotator),
            RoleChange::MakePending,
            RoleChange::Deactivate,
            RoleChange::Reactivate,
        ])
    }

    proptest! {
        #[test]
        fn no_change_takes_a_seat_that_is_not_free(standing in standings(), change in changes(), used in 0u64..4, limit in 0u32..4) {
            let seats = Seats::open(SeatLimit::Limited(limit), used);
            if let Ok(next) = standing.change(change, seats) {
                let taken = u64::from(holds_seat(next)) - u64::from(holds_seat(standing) && holds_seat(next));
                prop_assert!(taken == 0 || used < u64::from(limit));
            }
        }
    }
}
