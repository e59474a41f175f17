//! The steps of which scripts are made.

use muster_domain::model::license::Term;
use muster_domain::model::membership::{Role, RoleChange, Standing};
use muster_domain::model::seats::SeatLimit;
use proptest::prelude::*;
use proptest::sample::Index;

/// How many names there are for licences: few, so that one is met again, here or in another organization.
const LICENSES: usize = 3;

/// One step of a script. An index names one of what is there, as far as anything is.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Join(Index, Index, Standing),
    ChangeRole(Index, Index, RoleChange, u32),
    Remove(Index, Index),
    /// One of the licences of a case, with so many seats, good for so long.
    Install(Index, usize, SeatLimit, Term),
    /// What the seats are by now is kept for a day.
    KeepSeats(Index, i64),
    Transfer(Index, Index),
    Rename(Index, String),
    ResetLink(Index),
    LimitLink(Index, Option<u32>),
    UseLink(Index),
    SetActive(Index, Option<Index>),
    SetName(Index, String),
    IsActive(Index, i64),
    LogIn(Index),
    SessionIsActive(Index, i64),
    LogOut(Index),
    LogOutElsewhere(Index, Option<Index>),
    RenewToken(Index),
    Commit,
    Rollback,
}

/// Any step, the likely ones more often.
pub(crate) fn step() -> impl Strategy<Value = Step> {
    let index = || any::<Index>();
    let role = || {
        prop::sample::select(vec![
            Role::Administrator,
            Role::Manager,
            Role::Reviewer,
            Role::Annotator,
        ])
    };
    let standing = prop_oneof![
        role().prop_map(Standing::Active),
        Just(Standing::Pending { promise: None }),
        prop::option::of(role()).prop_map(|before| Standing::Deactivated { before }),
    ];
    let change = prop_oneof![
        role().prop_map(RoleChange::Assign),
        Just(RoleChange::MakePending),
        Just(RoleChange::Deactivate),
        Just(RoleChange::Reactivate),
    ];
    let seats = prop::option::of(0u32..4)
        .prop_map(|seats| seats.map_or(SeatLimit::Unlimited, SeatLimit::Limited));
    let term = prop::sample::select(vec![
        term(None, "9999-12-31"),
        term(Some("1970-01-01"), "9999-12-31"),
        term(Some("9999-12-30"), "9999-12-31"),
        term(None, "1970-01-01"),
    ]);
    let name = || "[a-cA-C\u{e4}\u{c4}%_ ]{1,5}";
    prop_oneof![
        6 => (index(), index(), standing).prop_map(|(o, u, s)| Step::Join(o, u, s)),
        6 => (index(), index(), change, 0u32..5).prop_map(|(o, u, c, l)| Step::ChangeRole(o, u, c, l)),
        4 => (index(), index()).prop_map(|(o, u)| Step::Remove(o, u)),
        3 => (index(), 0..LICENSES, seats, term).prop_map(|(o, n, s, t)| Step::Install(o, n, s, t)),
        3 => (index(), 0i64..3).prop_map(|(o, n)| Step::KeepSeats(o, n)),
        2 => (index(), index()).prop_map(|(o, u)| Step::Transfer(o, u)),
        1 => (index(), name()).prop_map(|(o, t)| Step::Rename(o, t)),
        2 => index().prop_map(Step::ResetLink),
        1 => (index(), any::<Option<u32>>()).prop_map(|(o, n)| Step::LimitLink(o, n)),
        1 => index().prop_map(Step::UseLink),
        2 => (index(), prop::option::of(index())).prop_map(|(u, o)| Step::SetActive(u, o)),
        1 => (index(), name()).prop_map(|(u, n)| Step::SetName(u, n)),
        1 => (index(), 0i64..90).prop_map(|(u, n)| Step::IsActive(u, n)),
        3 => index().prop_map(Step::LogIn),
        1 => (index(), 0i64..90).prop_map(|(s, n)| Step::SessionIsActive(s, n)),
        1 => index().prop_map(Step::LogOut),
        1 => (index(), prop::option::of(index())).prop_map(|(u, s)| Step::LogOutElsewhere(u, s)),
        2 => index().prop_map(Step::RenewToken),
        8 => Just(Step::Commit),
        2 => Just(Step::Rollback),
    ]
}

fn term(first: Option<&str>, last: &str) -> Term {
    let day = |text: &str| text.parse().expect("a day");
    Term::new(first.map(day), day(last)).expect("it ends after it begins")
}
