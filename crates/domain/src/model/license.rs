//! Licences: what a vendor sold, as a signed text says it, and what that allows at a time.

use std::fmt;

use super::id::{OrganizationId, UserId};
use super::refusal::{FieldError, Kind, Refusal};
use super::seats::{Growth, SeatLimit, Seats};
use super::text::LicenseHolder;
use super::time::{Day, Duration, Timestamp, start_of};

/// How long before its end a licence counts as expiring.
const NOTICE: Duration = Duration::days(30);

/// How long after its end nothing stops yet.
const GRACE: Duration = Duration::days(14);

/// What a licence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct License {
    /// Its name, given by the vendor.
    pub id: LicenseId,
    /// To whom it was sold.
    pub holder: LicenseHolder,
    /// How many seats were sold.
    pub seats: SeatLimit,
    /// When it is good.
    pub term: Term,
    /// The organization for which alone it is, where the vendor named one.
    pub organization: Option<OrganizationId>,
    /// When the vendor issued it, in whole seconds.
    pub issued_at: Timestamp,
}

/// The name of a licence: 1 to 64 ASCII letters, digits, hyphens and underscores.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LicenseId(String);

impl LicenseId {
    /// Reads it, exactly as written.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let good = (1..=64).contains(&text.len()) && text.as_bytes().iter().all(fits);
        good.then(|| Self(text.to_owned()))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LicenseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// From which day to which a licence is good, both included, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    not_before: Option<Day>,
    last: Day,
}

/// The days of a licence make no term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// It would end before it begins.
    #[error("the licence would end before it begins")]
    Backwards,
    /// A year that is not written with four digits.
    #[error("the years of a licence have four digits")]
    FarAway,
}

impl Term {
    /// A term that begins on the first day, or ever since, and lasts through the last.
    pub fn new(not_before: Option<Day>, last: Day) -> Result<Self, TermError> {
        use chrono::Datelike as _;
        let near = |day: Day| (1000..=9999).contains(&day.year());
        if !near(last) || !not_before.is_none_or(near) {
            return Err(TermError::FarAway);
        }
        if not_before.is_some_and(|first| first > last) {
            return Err(TermError::Backwards);
        }
        Ok(Self { not_before, last })
    }

    /// The first day; none where it was always good.
    pub fn not_before(self) -> Option<Day> {
        self.not_before
    }

    /// The last day.
    pub fn last(self) -> Day {
        self.last
    }

    /// The first moment after it.
    pub fn end(self) -> Timestamp {
        start_of(self.last) + Duration::days(1)
    }
}

/// Where a licence stands in its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenseState {
    /// Its first day is still to come. Nobody takes a seat until then.
    NotYetValid,
    /// It is good.
    Valid,
    /// It is good, and ends within 30 days.
    Expiring,
    /// It ended less than 14 days ago. Nothing stops yet.
    Grace,
    /// It ended. Who has a seat keeps it; nobody takes one.
    Expired,
}

impl LicenseState {
    /// All of them, in the order of time.
    pub const ALL: [Self; 5] = [
        Self::NotYetValid,
        Self::Valid,
        Self::Expiring,
        Self::Grace,
        Self::Expired,
    ];

    /// The word on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotYetValid => "not_yet_valid",
            Self::Valid => "valid",
            Self::Expiring => "expiring",
            Self::Grace => "grace",
            Self::Expired => "expired",
        }
    }
}

impl License {
    /// Where it stands now.
    pub fn state(&self, now: Timestamp) -> LicenseState {
        let end = self.term.end();
        match self.term.not_before {
            Some(first) if now < start_of(first) => LicenseState::NotYetValid,
            _ if now < end - NOTICE => LicenseState::Valid,
            _ if now < end => LicenseState::Expiring,
            _ if now < end + GRACE => LicenseState::Grace,
            _ => LicenseState::Expired,
        }
    }

    /// From when on Owner and Administrators are told that it ends.
    pub fn notice_from(&self) -> Timestamp {
        self.term.end() - NOTICE
    }

    /// From when on nobody takes a seat by it.
    pub fn growth_ends(&self) -> Timestamp {
        self.term.end() + GRACE
    }

    fn growth(&self, now: Timestamp) -> Growth {
        match (self.state(now), self.term.not_before) {
            (LicenseState::NotYetValid, Some(first)) => Growth::StartsOn(first),
            (LicenseState::Expired, _) => Growth::EndedOn(self.term.last),
            _ => Growth::Open,
        }
    }
}

/// The seats of an organization under its licence, or, without one, under the operator's limit. The only place
/// where it is said how many may be taken.
pub fn seats_under(
    license: Option<&License>,
    unlicensed: SeatLimit,
    used: u64,
    now: Timestamp,
) -> Seats {
    match license {
        None => Seats::open(unlicensed, used),
        Some(license) => Seats {
            limit: license.seats,
            used,
            growth: license.growth(now),
        },
    }
}

/// A licence as it was read, with the text that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedLicense {
    /// What it says.
    pub license: License,
    /// The text, as it was handed over.
    pub text: String,
}

/// The licence that is in force in an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledLicense {
    /// The licence.
    pub signed: SignedLicense,
    /// Since when it is in force.
    pub installed_at: Timestamp,
    /// Who installed it; none for the operator.
    pub installed_by: Option<UserId>,
    /// When Owner and Administrators were told by mail that it ends.
    pub noticed_at: Option<Timestamp>,
}

/// The licence in force, judged at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenseStanding {
    /// The licence.
    pub installed: InstalledLicense,
    /// Where it stands in its term.
    pub state: LicenseState,
}

/// What a licence would change, before it takes effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenseChange {
    /// The licence in force.
    pub old: Option<License>,
    /// The licence to be installed.
    pub new: License,
    /// Where the new one stands.
    pub state: LicenseState,
    /// The seats as they are.
    pub before: Seats,
    /// The seats as they would be.
    pub after: Seats,
}

impl LicenseChange {
    /// What somebody has to confirm first: that growth stops, or may soon.
    pub fn concerns(&self) -> Vec<Concern> {
        let term = self.new.term;
        let time = match (self.state, term.not_before()) {
            (LicenseState::NotYetValid, Some(first)) => Some(Concern::NotYetValid(first)),
            (LicenseState::Grace | LicenseState::Expired, _) => Some(Concern::Ended(term.last())),
            _ => None,
        };
        let over = Some(self.after.over())
            .filter(|over| *over > 0)
            .map(|over| Concern::TooFewSeats {
                seats: self.after.used - over,
                used: self.after.used,
            });
        time.into_iter().chain(over).collect()
    }
}

/// Why a licence is installed only with confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Concern {
    /// It begins later.
    #[error("it is not valid before {0}, and nobody can be given a seat until then")]
    NotYetValid(Day),
    /// It ended.
    #[error("it ended on {0}")]
    Ended(Day),
    /// More seats are taken than it has.
    #[error(
        "it has too few seats ({used} taken, {seats} in the licence): everybody keeps access, and nobody can be given \
         a seat until fewer are taken"
    )]
    TooFewSeats {
        /// The seats of the licence.
        seats: u64,
        /// The seats taken.
        used: u64,
    },
}

/// A text is no licence that this server trusts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UntrustedLicense {
    /// There is nothing.
    #[error("there is no licence in it")]
    Empty,
    /// It is longer than any licence.
    #[error("it is too long for a licence")]
    TooLong,
    /// It is not a licence, or a part of one.
    #[error(
        "it is not a whole licence; copy everything from the BEGIN line to the END line, and nothing else"
    )]
    NotALicense,
    /// There is more than one.
    #[error("it holds more than one licence; hand over one at a time")]
    Several,
    /// No vendor is trusted here.
    #[error(
        "no vendor's key is known here, so that no licence can be verified; the operator names the key files in \
         MUSTER_LICENSE_PUBLIC_KEYS"
    )]
    NoKeys,
    /// It was changed, or signed by somebody else.
    #[error(
        "its signature does not match: it was changed, or the vendor who signed it is not trusted here"
    )]
    Signature,
    /// A trusted vendor signed it, and this server does not understand it.
    #[error("its signature is good, but this server does not understand it: {0}")]
    NotUnderstood(String),
}

impl Refusal for UntrustedLicense {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "invalid",
            _ => "license_signature",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        vec![FieldError::new("license", self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn license(not_before: Option<&str>, last: &str) -> License {
        License {
            id: LicenseId::parse("l-1").expect("an id"),
            holder: LicenseHolder::parse("Acme").expect("a name"),
            seats: SeatLimit::Limited(3),
            term: Term::new(not_before.map(day), day(last)).expect("a term"),
            organization: None,
            issued_at: chrono::Utc.timestamp_opt(0, 0).single().expect("a time"),
        }
    }

    #[test]
    fn a_licence_is_good_through_its_last_day_and_two_weeks_of_grace() {
        let license = license(Some("2026-03-01"), "2026-06-30");
        for (now, state) in [
            ("2026-02-28T23:59:59Z", LicenseState::NotYetValid),
            ("2026-03-01T00:00:00Z", LicenseState::Valid),
            ("2026-05-31T23:59:59Z", LicenseState::Valid),
            ("2026-06-01T00:00:00Z", LicenseState::Expiring),
            ("2026-06-30T23:59:59Z", LicenseState::Expiring),
            ("2026-07-01T00:00:00Z", LicenseState::Grace),
            ("2026-07-14T23:59:59Z", LicenseState::Grace),
            ("2026-07-15T00:00:00Z", LicenseState::Expired),
        ] {
            assert_eq!(license.state(at(now)), state, "{now}");
        }
    }

    #[test]
    fn who_has_a_seat_keeps_it_and_nobody_takes_one_outside_the_term() {
        let license = license(Some("2026-03-01"), "2026-06-30");
        let seats = |now| seats_under(Some(&license), SeatLimit::Unlimited, 1, at(now));
        assert_eq!(seats("2026-04-01T00:00:00Z").free(), Some(2));
        assert_eq!(seats("2026-07-14T00:00:00Z").free(), Some(2));
        for (now, word) in [
            ("2026-02-01T00:00:00Z", "not valid before 2026-03-01"),
            ("2026-08-01T00:00:00Z", "ended on 2026-06-30"),
        ] {
            let seats = seats(now);
            assert_eq!((seats.used, seats.free()), (1, Some(0)));
            let refused = seats.admit().expect_err("growth has stopped");
            assert!(refused.to_string().contains(word), "{refused}");
        }
    }

    #[test]
    fn what_stops_growth_has_to_be_confirmed() {
        let concerns = |license: License, used, now| {
            let now = at(now);
            let change = LicenseChange {
                old: None,
                state: license.state(now),
                before: Seats::open(SeatLimit::Unlimited, used),
                after: seats_under(Some(&license), SeatLimit::Unlimited, used, now),
                new: license,
            };
            change.concerns()
        };
        let good = || license(Some("2026-03-01"), "2026-06-30");
        assert_eq!(concerns(good(), 3, "2026-04-01T00:00:00Z"), []);
        assert_eq!(
            concerns(good(), 4, "2026-02-01T00:00:00Z"),
            [
                Concern::NotYetValid(day("2026-03-01")),
                Concern::TooFewSeats { seats: 3, used: 4 },
            ]
        );
        for now in ["2026-07-01T00:00:00Z", "2027-07-01T00:00:00Z"] {
            assert_eq!(
                concerns(good(), 0, now),
                [Concern::Ended(day("2026-06-30"))]
            );
        }
    }

    #[test]
    fn a_term_ends_after_it_begins() {
        let (first, last) = (day("2026-01-02"), day("2026-01-01"));
        assert_eq!(Term::new(Some(first), last), Err(TermError::Backwards));
        assert!(Term::new(Some(last), last).is_ok());
        assert_eq!(
            Term::new(None, Day::MAX),
            Err(TermError::FarAway),
            "a moment after it could not be written"
        );
    }

    #[test]
    fn an_id_is_plain() {
        assert!(LicenseId::parse("0b2f-A_9").is_some());
        let long = "x".repeat(65);
        for bad in ["", "a b", "ä", long.as_str()] {
            assert_eq!(LicenseId::parse(bad), None);
        }
    }
}
