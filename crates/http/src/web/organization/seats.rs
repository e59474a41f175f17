//! The seat card, and what Owner and Administrators are told about their licence while there is something to do.

use muster_domain::model::license::{License, LicenseStanding, LicenseState};
use muster_domain::model::seats::{Growth, SeatLimit, Seats};
use muster_domain::use_cases::organization::SeatReport;

use super::shown::counted;
use crate::web::moment::Date;

/// The seat card.
pub(super) struct SeatCard {
    pub(super) taken: String,
    pub(super) free: String,
    /// The day of the licence that matters, with the words before it.
    pub(super) license: Option<(&'static str, Date)>,
    pub(super) limit: Option<u32>,
    pub(super) filled: u64,
    pub(super) tone: Option<Tone>,
    pub(super) advice: Vec<Advice>,
}

/// What is the matter, and what to do about it.
pub(in crate::web) struct Advice {
    pub(in crate::web) tone: Tone,
    pub(in crate::web) what: String,
    pub(in crate::web) then: String,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::web) enum Tone {
    Warn,
    Danger,
}

impl Tone {
    /// The class of what is shown in it.
    pub(in crate::web) const fn class(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Danger => "danger",
        }
    }
}

impl SeatCard {
    pub(super) fn new(report: &SeatReport) -> Self {
        let seats = report.seats;
        let used = seats.used;
        let license = report.license.as_ref();
        let advice: Vec<_> = license
            .and_then(about_license)
            .into_iter()
            .chain(about_number(seats))
            .collect();
        let limit = match seats.limit {
            SeatLimit::Limited(limit) => Some(limit),
            SeatLimit::Unlimited => None,
        };
        Self {
            taken: match limit {
                Some(limit) => format!("{used} of {} taken", counted(limit, "seat", "seats")),
                None => format!("{} taken", counted(used, "seat", "seats")),
            },
            free: match seats.free() {
                None => "no limit".to_owned(),
                Some(0) => "none free".to_owned(),
                Some(free) => format!("{free} free"),
            },
            license: license.map(day_that_matters),
            limit: limit.filter(|limit| *limit > 0),
            filled: limit.map_or(used, |limit| used.min(u64::from(limit))),
            tone: advice.iter().map(|advice| advice.tone).max(),
            advice,
        }
    }
}

fn day_that_matters(standing: &LicenseStanding) -> (&'static str, Date) {
    let term = standing.installed.signed.license.term;
    match (standing.state, term.not_before()) {
        (LicenseState::NotYetValid, Some(first)) => ("licence from", Date::new(first)),
        (LicenseState::Grace | LicenseState::Expired, _) => {
            ("licence ended on", Date::new(term.last()))
        }
        _ => ("licence until", Date::new(term.last())),
    }
}

/// What there is to do about a licence; nothing while it is good and does not end soon.
pub(super) fn about_license(standing: &LicenseStanding) -> Option<Advice> {
    let license = &standing.installed.signed.license;
    let last = Date::new(license.term.last()).words;
    let (tone, what, then) = match (standing.state, license.term.not_before()) {
        (LicenseState::Valid, _) | (LicenseState::NotYetValid, None) => return None,
        (LicenseState::NotYetValid, Some(first)) => (
            Tone::Warn,
            format!("The licence begins on {}.", Date::new(first).words),
            "Until then nobody can be given a role, unless one that is valid now is installed."
                .to_owned(),
        ),
        (LicenseState::Expiring, _) => (
            Tone::Warn,
            format!("The licence ends on {last}."),
            in_time(license),
        ),
        (LicenseState::Grace, _) => (
            Tone::Warn,
            format!("The licence ended on {last}."),
            format!("Nothing has stopped yet. {}", in_time(license)),
        ),
        (LicenseState::Expired, _) => (
            Tone::Danger,
            format!("The licence ended on {last}."),
            "Everybody keeps access, but nobody can be given a role until a new one is installed."
                .to_owned(),
        ),
    };
    Some(Advice { tone, what, then })
}

fn in_time(license: &License) -> String {
    let ends = Date::new(license.growth_ends().date_naive()).words;
    format!("Install a new one in time: from {ends} on nobody can be given a role.")
}

/// What there is to do about the number of seats, while it alone stands in the way.
fn about_number(seats: Seats) -> Option<Advice> {
    let (tone, what, then) = match (seats.over(), seats.free(), seats.growth) {
        (0, Some(0), Growth::Open) => (
            Tone::Warn,
            "All seats are taken.".to_owned(),
            "To give somebody else a role, deactivate or delete a person first, or install a licence with more seats.",
        ),
        (0, ..) => return None,
        (over, ..) => (
            Tone::Danger,
            format!(
                "{} more {} taken than there are.",
                counted(over, "seat", "seats"),
                if over == 1 { "is" } else { "are" },
            ),
            "Everybody keeps access, but nobody else can be given a role. Deactivate or delete people, or install a licence with more seats.",
        ),
    };
    Some(Advice {
        tone,
        what,
        then: then.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::seats::Headcount;

    fn card(used: u64, limit: SeatLimit) -> SeatCard {
        SeatCard::new(&SeatReport {
            seats: Seats::open(limit, used),
            headcount: Headcount::default(),
            license: None,
        })
    }

    fn of(used: u64, limit: u32) -> SeatCard {
        card(used, SeatLimit::Limited(limit))
    }

    #[test]
    fn the_seat_card_says_what_is_taken_and_free() {
        assert_eq!(of(36, 40).taken, "36 of 40 seats taken");
        assert_eq!(of(36, 40).free, "4 free");
        assert_eq!((of(36, 40).tone, of(36, 40).advice.len()), (None, 0));
        assert_eq!(of(2, 2).tone, Some(Tone::Warn));
        assert_eq!(of(2, 2).free, "none free");
        assert_eq!(of(3, 2).tone, Some(Tone::Danger));
        assert_eq!((of(3, 2).filled, of(3, 2).limit), (2, Some(2)));
        assert_eq!(of(0, 0).limit, None);
        let unlimited = card(1, SeatLimit::Unlimited);
        assert_eq!(unlimited.taken, "1 seat taken");
        assert_eq!(unlimited.free, "no limit");
    }
}
