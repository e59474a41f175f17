//! How many seats were taken, day by day, as kept from the changes themselves.

use super::seats::{SeatLimit, Seats};
use super::time::Day;

/// The seats of one day on which they changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatDay {
    /// Which day.
    pub day: Day,
    /// How many were taken at its end, or are now.
    pub used: u64,
    /// The most that were taken at any moment of it.
    pub peak: u64,
    /// How many might be taken, as the last change of the day found it.
    pub limit: SeatLimit,
}

impl SeatDay {
    /// The record of this day after a change, from the last record and what is taken now. The first change of a day
    /// begins with what was taken before.
    #[must_use]
    pub fn after(last: Option<Self>, day: Day, seats: Seats) -> Self {
        let before = match last {
            Some(last) if last.day == day => last.peak,
            Some(last) => last.used,
            None => 0,
        };
        Self {
            day,
            used: seats.used,
            peak: before.max(seats.used),
            limit: seats.limit,
        }
    }

    /// This day, if nothing changed on it.
    #[must_use]
    fn unchanged_on(self, day: Day) -> Self {
        Self {
            day,
            peak: self.used,
            ..self
        }
    }
}

/// One record for every day from `from` to `to`, both included: of a day without a change, what the last one before it
/// left. `records` are in the order of time. Days before the first record are left out.
pub fn every_day(records: &[SeatDay], from: Day, to: Day) -> Vec<SeatDay> {
    let mut records = records.iter().copied().peekable();
    let mut last = None;
    let mut days = Vec::new();
    for day in from.iter_days().take_while(|day| *day <= to) {
        while let Some(record) = records.next_if(|record| record.day <= day) {
            last = Some(record);
        }
        match last {
            Some(record) if record.day == day => days.push(record),
            Some(record) => days.push(record.unchanged_on(day)),
            None => {}
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> Day {
        Day::from_ymd_opt(2026, 6, number).expect("a day of June")
    }

    fn record(number: u32, used: u64, peak: u64) -> SeatDay {
        SeatDay {
            day: day(number),
            used,
            peak,
            limit: SeatLimit::Limited(9),
        }
    }

    fn after(last: Option<SeatDay>, number: u32, used: u64) -> SeatDay {
        let seats = Seats::open(SeatLimit::Limited(9), used);
        SeatDay::after(last, day(number), seats)
    }

    #[test]
    fn a_peak_outlives_the_seats_that_made_it_until_the_day_ends() {
        let first = after(None, 1, 3);
        assert_eq!(first, record(1, 3, 3));
        let freed = after(Some(first), 1, 1);
        assert_eq!(freed, record(1, 1, 3));
        assert_eq!(after(Some(freed), 2, 2), record(2, 2, 2));
        assert_eq!(
            after(Some(record(1, 5, 7)), 4, 4),
            record(4, 4, 5),
            "the day began with five"
        );
    }

    #[test]
    fn a_quiet_day_shows_what_the_last_change_left() {
        let records = [record(2, 3, 5), record(4, 1, 3)];
        assert_eq!(
            every_day(&records, day(1), day(5)),
            [
                record(2, 3, 5),
                record(3, 3, 3),
                record(4, 1, 3),
                record(5, 1, 1)
            ]
        );
        assert_eq!(every_day(&records, day(3), day(3)), [record(3, 3, 3)]);
        assert_eq!(every_day(&records, day(5), day(3)), []);
        assert_eq!(every_day(&[], day(1), day(3)), []);
    }
}
