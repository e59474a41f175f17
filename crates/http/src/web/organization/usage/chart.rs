//! The chart of seats by day, as paths and labels for the template to draw. Each day has a band of the width: the line of
//! taken seats runs through the middle of the bands, the limit keeps its height over the whole of one.

use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::seats::SeatLimit;

use crate::web::moment::Date;

/// The width of the drawing, which is stretched to the width there is.
const WIDTH: usize = 1000;
/// Its height, in pixels.
const HEIGHT: u64 = 180;
/// How far apart labels have to be, in pixels.
const LINE: u64 = 16;

/// What is drawn.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chart {
    /// The path of the seats taken.
    pub(super) used: String,
    /// The path of the most on each day, where that was more on any.
    pub(super) peak: Option<String>,
    /// The path of the limit, where there was one on any day.
    pub(super) limit: Option<String>,
    /// Lines across, with their height and number.
    pub(super) grid: Vec<(u64, u64)>,
    /// What the lines are called where they end, from top to bottom.
    pub(super) ends: Vec<End>,
    /// The same in words.
    pub(super) told: String,
}

/// A label at the end of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) line: &'static str,
    pub(super) words: String,
    pub(super) y: u64,
}

impl Chart {
    /// Draws these days, which are in the order of time. Without one there is nothing to draw.
    pub(super) fn new(days: &[SeatDay]) -> Option<Self> {
        let (first, last) = (days.first()?, days.last()?);
        let highest = days
            .iter()
            .map(|day| day.peak.max(number(day.limit)))
            .max()?;
        let scale = Scale::up_to(highest);
        let points = |of: fn(&SeatDay) -> u64| line(days.iter().map(|day| scale.y(of(day))));
        let peaks = days.iter().any(|day| day.peak > day.used);
        let limit = steps(days, scale);
        Some(Self {
            used: points(|day| day.used),
            peak: peaks.then(|| points(|day| day.peak)),
            ends: ends(*last, peaks, scale),
            grid: scale.lines().map(|value| (scale.y(value), value)).collect(),
            told: told(days, first, last),
            limit: (!limit.is_empty()).then_some(limit),
        })
    }
}

fn number(limit: SeatLimit) -> u64 {
    match limit {
        SeatLimit::Limited(limit) => limit.into(),
        SeatLimit::Unlimited => 0,
    }
}

/// Heights for numbers, from 0 to a round one.
#[derive(Clone, Copy)]
struct Scale {
    step: u64,
    top: u64,
}

impl Scale {
    /// At most four steps of 1, 2 or 5 times a power of ten.
    fn up_to(highest: u64) -> Self {
        let highest = highest.max(1);
        let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
        let mut steps = powers.flat_map(|power| [1, 2, 5].map(|by| power.saturating_mul(by)));
        let step = steps.find(|step| highest.div_ceil(*step) <= 4);
        let step = step.unwrap_or(highest);
        Self {
            step,
            top: highest.div_ceil(step).saturating_mul(step),
        }
    }

    fn y(self, value: u64) -> u64 {
        let down = u128::from(self.top.saturating_sub(value)) * u128::from(HEIGHT);
        let y = (down + u128::from(self.top / 2)) / u128::from(self.top);
        u64::try_from(y).unwrap_or(HEIGHT)
    }

    fn lines(self) -> impl Iterator<Item = u64> {
        (0..=self.top / self.step).map(move |line| line * self.step)
    }
}

/// A line through the middle of the bands, drawn out to both edges.
fn line(heights: impl ExactSizeIterator<Item = u64>) -> String {
    let bands = heights.len();
    let mut path = String::new();
    for (band, y) in heights.enumerate() {
        let middle = (2 * band + 1) * WIDTH / (2 * bands);
        let point = match band {
            0 => format!("M0 {y}L{middle} {y}"),
            _ => format!("L{middle} {y}"),
        };
        path.push_str(&point);
    }
    path + &format!("H{WIDTH}")
}

/// The limit in steps, with gaps where there was none.
fn steps(days: &[SeatDay], scale: Scale) -> String {
    let edge = |band: usize| band * WIDTH / days.len();
    let mut path = String::new();
    let mut before = SeatLimit::Unlimited;
    for (band, day) in days.iter().enumerate() {
        let x = edge(band);
        let piece = match (before, day.limit) {
            (before, now) if before == now => String::new(),
            (SeatLimit::Unlimited, SeatLimit::Limited(now)) => {
                format!("M{x} {}", scale.y(now.into()))
            }
            (_, SeatLimit::Limited(now)) => format!("H{x}V{}", scale.y(now.into())),
            (_, SeatLimit::Unlimited) => format!("H{x}"),
        };
        path.push_str(&piece);
        before = day.limit;
    }
    match before {
        SeatLimit::Limited(_) => path + &format!("H{WIDTH}"),
        SeatLimit::Unlimited => path,
    }
}

/// The labels, none over another.
fn ends(last: SeatDay, peaks: bool, scale: Scale) -> Vec<End> {
    let end = |line, what: &str, value| End {
        line,
        words: format!("{what} {value}"),
        y: scale.y(value),
    };
    let mut ends = Vec::new();
    if let SeatLimit::Limited(limit) = last.limit {
        ends.push(end("limit", "Limit", limit.into()));
    }
    ends.push(end("used", "Taken", last.used));
    if peaks {
        ends.push(end("peak", "Peak", last.peak));
    }
    ends.sort_by_key(|end| end.y);
    let mut free = 0;
    for end in &mut ends {
        end.y = end.y.max(free);
        free = end.y + LINE;
    }
    let mut free = HEIGHT;
    for end in ends.iter_mut().rev() {
        end.y = end.y.min(free);
        free = end.y.saturating_sub(LINE);
    }
    ends
}

fn told(days: &[SeatDay], first: &SeatDay, last: &SeatDay) -> String {
    let peak = days.iter().map(|day| day.peak).max().unwrap_or_default();
    let limit = match last.limit {
        SeatLimit::Limited(limit) => format!("The limit is {limit}."),
        SeatLimit::Unlimited => "There is no limit.".to_owned(),
    };
    format!(
        "From {} to {}: {} taken at first, {} at last, {peak} at most. {limit}",
        Date::new(first.day).words,
        Date::new(last.day).words,
        first.used,
        last.used,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::time::Day;

    const NO_LIMIT: SeatLimit = SeatLimit::Unlimited;

    /// Days with these numbers taken, of these limits.
    fn days(numbers: &[(u64, SeatLimit)]) -> Vec<SeatDay> {
        let first: Day = "2026-06-01".parse().expect("a day");
        let day = |(day, (used, limit)): (Day, &(u64, SeatLimit))| SeatDay {
            day,
            used: *used,
            peak: *used,
            limit: *limit,
        };
        first.iter_days().zip(numbers).map(day).collect()
    }

    fn of(limit: u32) -> SeatLimit {
        SeatLimit::Limited(limit)
    }

    fn chart(numbers: &[(u64, SeatLimit)]) -> Chart {
        Chart::new(&days(numbers)).expect("there are days")
    }

    fn labels(chart: &Chart) -> Vec<(&str, u64)> {
        let label = |end: &'_ End| end.y;
        let words = chart.ends.iter().map(|end| end.words.as_str());
        words.zip(chart.ends.iter().map(label)).collect()
    }

    #[test]
    fn one_day_is_a_line_from_edge_to_edge() {
        let chart = chart(&[(3, of(4))]);
        assert_eq!(chart.used, "M0 45L500 45H1000");
        assert_eq!(chart.limit.as_deref(), Some("M0 0H1000"));
        assert_eq!(chart.peak, None);
        assert_eq!(chart.grid, [(180, 0), (135, 1), (90, 2), (45, 3), (0, 4)]);
        assert_eq!(labels(&chart), [("Limit 4", 0), ("Taken 3", 45)]);
        assert_eq!(
            chart.told,
            "From 1 June 2026 to 1 June 2026: 3 taken at first, 3 at last, 3 at most. The limit is 4."
        );
        assert_eq!(Chart::new(&[]), None);
    }

    #[test]
    fn the_line_runs_through_days_and_the_limit_steps_between_them() {
        let chart = chart(&[(0, of(2)), (2, of(2)), (2, of(4)), (4, of(4))]);
        assert_eq!(chart.used, "M0 180L125 180L375 90L625 90L875 0H1000");
        assert_eq!(chart.limit.as_deref(), Some("M0 90H500V0H1000"));
    }

    #[test]
    fn where_there_was_no_limit_there_is_no_line() {
        let gap = chart(&[(1, of(4)), (1, NO_LIMIT), (1, of(2)), (1, NO_LIMIT)]);
        assert_eq!(gap.limit.as_deref(), Some("M0 0H250M500 90H750"));
        assert_eq!(labels(&gap), [("Taken 1", 135)]);
        let never = chart(&[(1, NO_LIMIT), (7, NO_LIMIT)]);
        assert_eq!(never.limit, None);
        assert!(never.told.ends_with("There is no limit."), "{}", never.told);
    }

    #[test]
    fn who_is_over_the_limit_is_drawn_above_it() {
        let chart = chart(&[(4, of(4)), (4, of(2))]);
        assert_eq!(chart.limit.as_deref(), Some("M0 0H500V90H1000"));
        assert_eq!(labels(&chart), [("Taken 4", 0), ("Limit 2", 90)]);
    }

    #[test]
    fn nothing_taken_and_no_seat_at_all_still_draw() {
        let chart = chart(&[(0, of(0)), (0, of(0))]);
        assert_eq!(chart.used, "M0 180L250 180L750 180H1000");
        assert_eq!(chart.grid, [(180, 0), (0, 1)]);
        assert_eq!(labels(&chart), [("Limit 0", 164), ("Taken 0", 180)]);
    }

    #[test]
    fn a_day_that_had_more_for_a_while_shows_its_peak() {
        let mut days = days(&[(1, of(4)), (1, of(4))]);
        days[0].peak = 3;
        let chart = Chart::new(&days).expect("there are days");
        assert_eq!(chart.peak.as_deref(), Some("M0 45L250 45L750 135H1000"));
        let words: Vec<_> = chart.ends.iter().map(|end| end.words.as_str()).collect();
        assert_eq!(words, ["Limit 4", "Taken 1", "Peak 1"]);
        assert!(chart.told.contains("3 at most"), "{}", chart.told);
    }

    #[test]
    fn labels_keep_apart_and_inside_and_numbers_are_round() {
        let chart = chart(&[(1, of(1)), (36, of(37))]);
        assert_eq!(
            chart.grid.iter().map(|line| line.1).collect::<Vec<_>>(),
            [0, 10, 20, 30, 40]
        );
        let [upper, lower] = [&chart.ends[0], &chart.ends[1]];
        assert_eq!((&*upper.words, &*lower.words), ("Limit 37", "Taken 36"));
        assert_eq!(lower.y - upper.y, LINE);
        let huge = Chart::new(&days(&[(u64::MAX, of(u32::MAX))])).expect("a day");
        assert_eq!(huge.ends[0].y, 0);
    }

    #[test]
    fn a_year_stays_within_the_drawing() {
        let numbers: Vec<_> = (0..365).map(|n| (n % 50, of(40))).collect();
        let chart = chart(&numbers);
        let path = chart.used;
        let xs = path.split(['M', 'L']).skip(1).map(|point| {
            let x = point.split(' ').next().expect("an x");
            x.parse::<usize>().expect("a number")
        });
        let xs: Vec<_> = xs.collect();
        assert!(xs.is_sorted(), "{path}");
        assert_eq!((xs.len(), xs[0]), (366, 0));
        assert!(path.ends_with("H1000"), "{path}");
    }
}
