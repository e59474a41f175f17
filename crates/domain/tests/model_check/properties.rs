//! What must hold in every state, and what must be reached for that to mean something.

use muster_domain::model::access::{Action, judge, permits};
use muster_domain::model::id::UserId;
use muster_domain::model::membership::{MemberRole, Role, Standing};
use muster_domain::model::seats::holds_seat;
use stateright::Property;

use crate::roll::{Fixed, Moment, Roll, place};
use crate::unit::{State, World};
use crate::wish::Wish;

pub(crate) const SEATS_HOLD: &str = "no step takes a seat when none is free";
pub(crate) const OWNER_IS_ACTIVE: &str = "there is one Owner, an active member";
pub(crate) const ACTS_BY_RIGHT: &str = "nobody acts whose role was taken away before";

/// What a step must not do, whatever it leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Breach {
    SeatTaken,
    ActedWithoutRight,
    ChangedHimself,
    TouchedTheOwner,
}

impl Breach {
    /// The rule that a unit of work broke when it turned one roll into another.
    pub(crate) fn of(
        fixed: &Fixed,
        wish: &Wish,
        began: Moment,
        before: &Roll,
        after: &Roll,
    ) -> Option<Self> {
        if after.used() > before.used() {
            let free = fixed.seats(before, began).free();
            if free.is_some_and(|free| after.used() - before.used() > free) {
                return Some(Self::SeatTaken);
            }
        }
        if let Some((me, action)) = wish.right() {
            let role = fixed.role(before, me);
            if role.is_none_or(|role| judge(role, action).is_err()) {
                return Some(Self::ActedWithoutRight);
            }
        }
        let changed = |user: UserId| before.standings[place(user)] != after.standings[place(user)];
        match wish {
            Wish::Roles(me, _) | Wish::Remove(me, _) if changed(*me) => Some(Self::ChangedHimself),
            _ if changed(before.owner) => Some(Self::TouchedTheOwner),
            _ => None,
        }
    }
}

/// All of them.
pub(crate) fn all() -> Vec<Property<World>> {
    vec![
        Property::always(SEATS_HOLD, |_, state: &State| {
            state.breach != Some(Breach::SeatTaken)
        }),
        Property::always(ACTS_BY_RIGHT, |_, state: &State| {
            state.breach != Some(Breach::ActedWithoutRight)
        }),
        Property::always("nobody changes or removes himself", |_, state: &State| {
            state.breach != Some(Breach::ChangedHimself)
        }),
        Property::always("nobody changes or removes the Owner", |_, state: &State| {
            state.breach != Some(Breach::TouchedTheOwner)
        }),
        Property::always(OWNER_IS_ACTIVE, owner_is_active),
        Property::always("access, a role and a seat are one", access_role_and_seat),
        Property::always(
            "a Deactivated member may nothing",
            |world: &World, state: &State| {
                let mut roles = roles(world, state);
                roles.all(|(standing, role)| {
                    !matches!(standing, Standing::Deactivated { .. })
                        || Action::ALL.iter().all(|action| !permits(role, *action))
                })
            },
        ),
        Property::sometimes("every seat is taken", |world: &World, state: &State| {
            free(world, state) == Some(0)
        }),
        Property::sometimes(
            "more seats are taken than there are",
            |world: &World, state: &State| world.fixed.seats(&state.roll, state.moment).over() > 0,
        ),
        Property::sometimes("the licence has ended", |world: &World, state: &State| {
            let seats = world.fixed.seats(&state.roll, state.moment);
            seats.over() == 0
                && seats.used < 3
                && seats.free() == Some(0)
                && state.moment == Moment::Late
        }),
        Property::sometimes("somebody waits", waits),
        Property::sometimes(
            "somebody waits while a seat is free",
            |world: &World, state: &State| waits(world, state) && free(world, state) != Some(0),
        ),
        Property::sometimes("an Administrator is Deactivated", |_, state: &State| {
            let before = Some(Role::Administrator);
            let standings = &state.roll.standings;
            standings.contains(&Some(Standing::Deactivated { before }))
        }),
        Property::sometimes("ownership is transferred", |_: &World, state: &State| {
            state.transfers()
        }),
        Property::sometimes("all have a role", |world: &World, state: &State| {
            state.roll.used() == world.fixed.people.len() as u64
        }),
    ]
}

fn owner_is_active(world: &World, state: &State) -> bool {
    let owners = roles(world, state).filter(|(_, role)| *role == MemberRole::Owner);
    let standings: Vec<_> = owners.map(|(standing, _)| standing).collect();
    standings == [Standing::Active(Role::Administrator)]
}

fn access_role_and_seat(world: &World, state: &State) -> bool {
    roles(world, state).all(|(standing, role)| {
        let has_role = matches!(standing, Standing::Active(_));
        has_role == permits(role, Action::UseProduct) && has_role == holds_seat(standing)
    })
}

fn waits(_: &World, state: &State) -> bool {
    let mut standings = state.roll.standings.iter().flatten();
    standings.any(|standing| matches!(standing, Standing::Pending { promise: Some(_) }))
}

fn free(world: &World, state: &State) -> Option<u64> {
    world.fixed.seats(&state.roll, state.moment).free()
}

/// The members, as stored and as others see them.
fn roles<'a>(
    world: &'a World,
    state: &'a State,
) -> impl Iterator<Item = (Standing, MemberRole)> + 'a {
    world.fixed.people.iter().filter_map(|user| {
        let standing = state.roll.membership(*user)?.standing;
        Some((standing, world.fixed.role(&state.roll, *user)?))
    })
}
