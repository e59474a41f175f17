//! Points in time as people read them: relative within a week, absolute after. The machine's form stands beside.

use muster_domain::model::time::{Day, Duration, Timestamp};

/// One point in time in all its forms.
pub(crate) struct Moment {
    /// For `<time datetime>`.
    pub(crate) machine: String,
    /// Date and time in full.
    pub(crate) full: String,
    /// The date.
    pub(crate) date: String,
    /// How long ago, within a week; the date after.
    pub(crate) near: String,
}

impl Moment {
    pub(crate) fn new(at: Timestamp, now: Timestamp) -> Self {
        let date = at.format("%-d %B %Y").to_string();
        Self {
            machine: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            full: at.format("%-d %B %Y, %H:%M UTC").to_string(),
            near: near(at, now),
            date,
        }
    }
}

/// A day of the calendar in both its forms.
pub(crate) struct Date {
    /// For `<time datetime>`.
    pub(crate) machine: String,
    /// As people write it.
    pub(crate) words: String,
}

impl Date {
    pub(crate) fn new(day: Day) -> Self {
        Self {
            machine: day.format("%Y-%m-%d").to_string(),
            words: day.format("%-d %B %Y").to_string(),
        }
    }
}

fn near(at: Timestamp, now: Timestamp) -> String {
    let ago = now - at;
    let days = (now.date_naive() - at.date_naive()).num_days();
    if ago < Duration::minutes(2) {
        "now".to_owned()
    } else if ago < Duration::hours(1) {
        format!("{} minutes ago", ago.num_minutes())
    } else if ago < Duration::hours(12) || days == 0 {
        counted(ago.num_hours(), "hour")
    } else if days == 1 {
        "yesterday".to_owned()
    } else if days < 7 {
        format!("{days} days ago")
    } else if at.format("%Y").to_string() == now.format("%Y").to_string() {
        at.format("%-d %b").to_string()
    } else {
        at.format("%-d %b %Y").to_string()
    }
}

fn counted(number: i64, unit: &str) -> String {
    match number {
        1 => format!("1 {unit} ago"),
        _ => format!("{number} {unit}s ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_a_week_relative_and_absolute_after() {
        let now: Timestamp = "2026-11-25T12:00:00Z".parse().expect("a time");
        let near = |text: &str| near(text.parse().expect("a time"), now);
        assert_eq!(near("2026-11-25T11:59:30Z"), "now");
        assert_eq!(near("2026-11-25T12:00:30Z"), "now");
        assert_eq!(near("2026-11-25T11:20:00Z"), "40 minutes ago");
        assert_eq!(near("2026-11-25T10:30:00Z"), "1 hour ago");
        assert_eq!(near("2026-11-25T02:00:00Z"), "10 hours ago");
        assert_eq!(near("2026-11-24T02:00:00Z"), "yesterday");
        assert_eq!(near("2026-11-20T12:00:00Z"), "5 days ago");
        assert_eq!(near("2026-11-12T12:00:00Z"), "12 Nov");
        assert_eq!(near("2025-08-03T12:00:00Z"), "3 Aug 2025");
    }
}
