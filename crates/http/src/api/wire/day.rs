//! Spans of time in queries: each end is a time, or a day, which is part of the span as a whole.

use chrono::{Datelike as _, Duration, NaiveDate, NaiveTime};
use muster_domain::model::time::Timestamp;

/// Where a span begins.
pub(super) fn from_then_on(text: &str) -> Result<Timestamp, &'static str> {
    moment(text, NaiveTime::MIN)
}

/// Where a span ends.
pub(super) fn up_to_then(text: &str) -> Result<Timestamp, &'static str> {
    moment(text, NaiveTime::MIN - Duration::microseconds(1))
}

/// A day.
pub(super) fn day(text: &str) -> Result<NaiveDate, &'static str> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
        .ok()
        .filter(|day| (0..=9999).contains(&day.year()))
        .ok_or("Enter a day such as 2026-11-25.")
}

/// A time, or a day, which stands for a time in it.
fn moment(text: &str, in_day: NaiveTime) -> Result<Timestamp, &'static str> {
    let text = text.trim();
    if let Ok(time) = chrono::DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    let naive = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
    ]
    .iter()
    .find_map(|form| chrono::NaiveDateTime::parse_from_str(text, form).ok());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    naive
        .or_else(|| Some(day()?.and_time(in_day)))
        .map(|time| time.and_utc())
        .ok_or("Enter a day such as 2026-11-25, or a time such as 2026-11-25T12:00:00Z.")
}
