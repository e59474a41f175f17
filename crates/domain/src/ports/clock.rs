//! The time.

use crate::model::time::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in whole microseconds (what every database keeps).
    fn now(&self) -> Timestamp;
}
