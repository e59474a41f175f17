//! The steps of which scripts are made.

use muster_domain::model::membership::{Role, RoleChange, Standing};
use proptest::prelude::*;
use proptest::sample::Index;

/// One step of a script. An index names one of what is there, as far as anything is.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Join(Index, Index, Standing),
    ChangeRole(Index, Index, RoleChange, u32),
    Remove(Index, Index),
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
    let name = || "[a-cA-C\u{e4}\u{c4}%_ ]{1,5}";
    prop_oneof![
        6 => (index(), index(), standing).prop_map(|(o, u, s)| Step::Join(o, u, s)),
        6 => (index(), index(), change, 0u32..5).prop_map(|(o, u, c, l)| Step::ChangeRole(o, u, c, l)),
        4 => (index(), index()).prop_map(|(o, u)| Step::Remove(o, u)),
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
