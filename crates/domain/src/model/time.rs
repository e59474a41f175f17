//! Points in time and spans. All times are UTC.

/// A point in time, in UTC.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// A span of time.
pub type Duration = chrono::Duration;
