//! Units of work, step by step, two at a time.

use muster_domain::model::access::judge;
use muster_domain::model::id::UserId;
use muster_domain::model::membership::{Role, Standing};
use stateright::{Model, Property};

use crate::properties::{self, Breach};
use crate::roll::{self, Fixed, Moment, Roll, place, renumber};
use crate::wish::{Change, Wish};

pub(crate) const ADMINISTRATOR: Standing = Standing::Active(Role::Administrator);

/// How many units of work are under way at a time.
const AT_ONCE: usize = 2;

/// Whether units of work heed the organization's lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    Held,
    Ignored,
}

/// An organization, and everybody who may want something of it.
pub(crate) struct World {
    pub(crate) fixed: Fixed,
    start: Roll,
    wishes: Vec<Wish>,
    lock: Lock,
}

/// What is stored, and what is under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct State {
    pub(crate) roll: Roll,
    pub(crate) moment: Moment,
    units: Vec<Unit>,
    /// The rule that the last step broke; nothing comes after it.
    pub(crate) breach: Option<Breach>,
}

/// A unit of work. One that waits for the lock has read nothing yet, and is as if it had not begun.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Unit {
    wish: Wish,
    began: Moment,
    progress: Progress,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Progress {
    /// Has the lock and read the organization, by which the caller was judged.
    Locked { owner: UserId },
    /// Has read the members, the seats and the licence.
    Seen(Roll),
    /// Has decided and written, seen by nobody else before it commits.
    Written(Change),
}

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Begin(Wish),
    GoOn(usize),
    TimePasses,
}

impl World {
    /// So many people, of whom the first founds the organization, and everything that they could want.
    pub(crate) fn of_all_wishes(people: i64) -> Self {
        let fixed = Fixed::new(people);
        let mut standings = vec![None; fixed.people.len()];
        standings[0] = Some(ADMINISTRATOR);
        Self {
            start: Roll::new(standings, None),
            wishes: Wish::all(&fixed),
            fixed,
            lock: Lock::Held,
        }
    }

    /// Three people who have come so far, and of whom some want these things.
    pub(crate) fn of(start: Roll, wishes: Vec<Wish>, lock: Lock) -> Self {
        Self {
            fixed: Fixed::new(3),
            start,
            wishes,
            lock,
        }
    }

    /// Takes the lock, and judges the caller by what it finds, as `Scope::lock` does.
    fn begin(&self, state: &State, wish: &Wish) -> Option<Unit> {
        if let Some((me, action)) = wish.right() {
            judge(self.fixed.role(&state.roll, me)?, action).ok()?;
        }
        Some(Unit {
            wish: wish.clone(),
            began: state.moment,
            progress: Progress::Locked {
                owner: state.roll.owner,
            },
        })
    }

    /// Takes the next step of a unit, which may be its last.
    fn go_on(&self, state: &mut State, mut unit: Unit) {
        unit.progress = match unit.progress {
            Progress::Locked { owner } => Progress::Seen(Roll {
                owner,
                ..state.roll.clone()
            }),
            Progress::Seen(seen) => match unit.wish.decide(&self.fixed, &seen, unit.began) {
                Some(change) => Progress::Written(change),
                None => return,
            },
            Progress::Written(change) => {
                let before = state.roll.clone();
                commit(&mut state.roll, change);
                state.breach =
                    Breach::of(&self.fixed, &unit.wish, unit.began, &before, &state.roll);
                return;
            }
        };
        state.units.push(unit);
    }
}

impl State {
    /// Whether a unit is about to commit another Owner.
    pub(crate) fn transfers(&self) -> bool {
        let mut progress = self.units.iter().map(|unit| &unit.progress);
        progress
            .any(|progress| matches!(progress, Progress::Written(change) if change.owner.is_some()))
    }

    /// The same with people in a fixed order: nothing depends on who is who.
    pub(crate) fn ordered(&self) -> Self {
        let mut state = self.clone();
        let mut order: Vec<_> = (0..self.roll.standings.len()).collect();
        let mentioned = |place: usize, units: &mut [Unit]| {
            let mut people = units.iter_mut().flat_map(|unit| unit.wish.people());
            people.position(|user| roll::place(*user) == place)
        };
        order.sort_by_cached_key(|place| {
            (self.roll.rank(*place), mentioned(*place, &mut state.units))
        });
        state.roll.reorder(&order);
        for unit in &mut state.units {
            unit.wish
                .people()
                .into_iter()
                .for_each(|user| renumber(user, &order));
            match &mut unit.progress {
                Progress::Locked { owner } => renumber(owner, &order),
                Progress::Seen(seen) => seen.reorder(&order),
                Progress::Written(change) => {
                    change
                        .members
                        .iter_mut()
                        .for_each(|(user, _)| renumber(user, &order));
                    change
                        .owner
                        .iter_mut()
                        .for_each(|owner| renumber(owner, &order));
                }
            }
        }
        state
    }
}

fn commit(roll: &mut Roll, change: Change) {
    for (user, standing) in change.members {
        roll.standings[place(user)] = standing;
    }
    roll.owner = change.owner.unwrap_or(roll.owner);
    roll.license = change.license.or(roll.license);
}

impl Model for World {
    type State = State;
    type Action = Event;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            roll: self.start.clone(),
            moment: Moment::Early,
            units: Vec::new(),
            breach: None,
        }]
    }

    fn actions(&self, state: &State, events: &mut Vec<Event>) {
        if state.breach.is_some() {
            return;
        }
        events.extend((0..state.units.len()).map(Event::GoOn));
        let room = match self.lock {
            Lock::Held => state.units.is_empty(),
            Lock::Ignored => state.units.len() < AT_ONCE,
        };
        if room {
            events.extend(self.wishes.iter().cloned().map(Event::Begin));
        }
        if state.moment == Moment::Early {
            events.push(Event::TimePasses);
        }
    }

    fn next_state(&self, last: &State, event: Event) -> Option<State> {
        let mut state = last.clone();
        match event {
            Event::Begin(wish) => {
                let unit = self.begin(last, &wish)?;
                state.units.push(unit);
            }
            Event::GoOn(place) => {
                let unit = state.units.remove(place);
                self.go_on(&mut state, unit);
            }
            Event::TimePasses => state.moment = Moment::Late,
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}
