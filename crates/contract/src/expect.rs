//! What cases expect, said once.

use std::fmt::Debug;

use muster_domain::ports::StoreError;

/// Both are the same in every field, down to the way an address is written, which its equality passes over.
#[track_caller]
pub(crate) fn assert_same<T: PartialEq + Debug>(found: &T, meant: &T) {
    assert_eq!(found, meant);
    assert_eq!(format!("{found:?}"), format!("{meant:?}"));
}

/// The store would not have it, and says so with an error for a row that must be unique.
#[track_caller]
pub(crate) fn assert_refused<T: Debug>(outcome: Result<T, StoreError>) {
    match outcome {
        Err(StoreError::Failed(_) | StoreError::Busy(_)) => {}
        other => panic!("a second one was not refused as such: {other:?}"),
    }
}

/// The row that was to be changed is not there.
#[track_caller]
pub(crate) fn assert_missing<T: Debug>(outcome: Result<T, StoreError>) {
    match outcome {
        Err(StoreError::Missing(_)) => {}
        other => panic!("zero rows were changed, and that was not told: {other:?}"),
    }
}
