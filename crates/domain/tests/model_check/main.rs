//! The rules of seats and of the Owner, tried in every order of events that a small organization can see.
//!
//! People join, leave, are given roles, removed and made Owner; licences are installed, begin and end. Each unit of work
//! goes step by step and asks the domain's own decision functions. With the organization's lock no order of the steps
//! breaks a rule. Without it some do, and the same properties find them: so they can fail.

mod properties;
mod roll;
mod unit;
mod wish;

use std::io::Write as _;

use muster_domain::model::id::UserId;
use muster_domain::model::membership::Standing;
use stateright::{Checker, Model as _};

use properties::{ACTS_BY_RIGHT, OWNER_IS_ACTIVE, SEATS_HOLD};
use roll::Roll;
use unit::{ADMINISTRATOR, Lock, State, World};
use wish::{Wish, annotator};

const OLGA: UserId = UserId::new(0);
const ANN: UserId = UserId::new(1);
const BOB: UserId = UserId::new(2);

#[test]
fn in_no_order_of_events_is_a_rule_broken() {
    let checker = World::of_all_wishes(4)
        .checker()
        .symmetry_fn(State::ordered)
        .threads(2)
        .spawn_dfs()
        .join();
    // Not by `println!`, of which the harness shows what failures say only.
    writeln!(
        std::io::stderr(),
        "{} states explored, {} of them different",
        checker.state_count(),
        checker.unique_state_count()
    )
    .expect("there is somewhere to write to");
    checker.assert_properties();
}

#[test]
fn only_the_lock_keeps_two_from_taking_the_last_seat() {
    let pending = Some(Standing::Pending { promise: None });
    let two_seats = Some(0);
    let roll = Roll::new(vec![Some(ADMINISTRATOR), pending, pending], two_seats);
    let seats = [ANN, BOB].map(|user| Wish::Roles(OLGA, vec![annotator(user)]));
    only_the_lock_keeps(SEATS_HOLD, &roll, &seats);
}

#[test]
fn only_the_lock_keeps_ownership_from_somebody_who_was_just_removed() {
    let roll = Roll::new(vec![Some(ADMINISTRATOR); 3], None);
    let wishes = [Wish::Transfer(OLGA, ANN), Wish::Remove(BOB, ANN)];
    only_the_lock_keeps(OWNER_IS_ACTIVE, &roll, &wishes);
}

#[test]
fn only_the_lock_keeps_somebody_from_acting_who_was_just_removed() {
    let roll = Roll::new(vec![Some(ADMINISTRATOR); 3], None);
    let wishes = [Wish::Remove(BOB, ANN), Wish::Install(ANN, 0)];
    only_the_lock_keeps(ACTS_BY_RIGHT, &roll, &wishes);
}

fn only_the_lock_keeps(property: &'static str, roll: &Roll, wishes: &[Wish]) {
    let world = |lock| World::of(roll.clone(), wishes.to_vec(), lock);
    let held = world(Lock::Held).checker().spawn_bfs().join();
    held.assert_no_discovery(property);
    let ignored = world(Lock::Ignored).checker().spawn_bfs().join();
    ignored.assert_any_discovery(property);
}
