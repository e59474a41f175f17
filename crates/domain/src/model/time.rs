//! Points in time and spans. All times are UTC.

/// A point in time, in UTC.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// A day of the calendar, in UTC.
pub type Day = chrono::NaiveDate;

/// The first moment of a day.
pub fn start_of(day: Day) -> Timestamp {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// A span of time.
pub type Duration = chrono::Duration;
