//! Licences and the seat history on the wire.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{self as domain, LicenseState};
use muster_domain::model::seat_history;
use muster_domain::model::seats::{self, SeatLimit};
use muster_domain::model::time::{Duration, start_of};
use muster_domain::use_cases::license::{InstallLicense, InstallManner, ViewSeatHistory};
use muster_domain::use_cases::organization::SeatReport;
use poem_openapi::{Enum, Object};

use super::day::day;
use super::sent::{Sent, YesOrNo};
use super::time::Time;
use crate::edge::{Fields, InvalidFields};

/// The licence in force.
#[derive(Object)]
pub(crate) struct LicenseInForce {
    /// Null where none was installed: then the operator's own limit of seats holds.
    license: Option<License>,
}

/// What a vendor sold.
#[derive(Object)]
pub(crate) struct License {
    id: String,
    /// To whom it was sold.
    holder: String,
    /// Null where they are unlimited.
    seats: Option<u32>,
    /// Null where it was always good.
    not_before: Option<Time>,
    /// The last second of its last day.
    expires_at: Time,
    state: State,
    /// How many more seats are taken than it has.
    over_seats: u64,
}

/// `not_yet_valid`: it begins later, and nobody takes a seat until then; `valid`; `expiring`: it ends within 30 days;
/// `grace`: it ended less than 14 days ago, and nothing stops yet; `expired`: who has a seat keeps it, and nobody takes
/// one.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "snake_case", remote = "LicenseState")]
pub(crate) enum State {
    NotYetValid,
    Valid,
    Expiring,
    Grace,
    Expired,
}

impl License {
    fn new(license: &domain::License, state: LicenseState, seats: seats::Seats) -> Self {
        Self {
            id: license.id.to_string(),
            holder: license.holder.as_str().to_owned(),
            seats: limit(license.seats),
            not_before: license.term.not_before().map(|day| Time(start_of(day))),
            expires_at: Time(license.term.end() - Duration::seconds(1)),
            state: state.into(),
            over_seats: seats.over(),
        }
    }
}

impl From<SeatReport> for LicenseInForce {
    fn from(report: SeatReport) -> Self {
        let license = report.license.as_ref().map(|standing| {
            let license = &standing.installed.signed.license;
            License::new(license, standing.state, report.seats)
        });
        Self { license }
    }
}

/// A licence to install.
#[derive(Object)]
pub(crate) struct NewLicense {
    /// The text as the vendor sent it, from its BEGIN line to its END line.
    license: String,
    /// Install it although it has fewer seats than are taken, begins later or has ended.
    confirm: Option<Sent<YesOrNo>>,
    /// Only tell what would change.
    dry_run: Option<Sent<YesOrNo>>,
}

/// Reads [`NewLicense`].
pub(crate) fn install(
    mut fields: Fields,
    organization: OrganizationId,
) -> Result<InstallLicense, InvalidFields> {
    let text = fields.required("license", Fields::text);
    let confirm = fields.boolean("confirm");
    let manner = match fields.boolean("dry_run") {
        Some(true) => InstallManner::Preview,
        _ if confirm == Some(true) => InstallManner::Confirmed,
        _ => InstallManner::Unconfirmed,
    };
    fields.finish(text.map(|text| InstallLicense {
        organization,
        text,
        manner,
    }))
}

/// What a licence changed, or would change.
#[derive(Object)]
pub(crate) struct LicenseChange {
    /// The new licence.
    license: License,
    /// Whether it is in force now.
    installed: bool,
    /// What has to be confirmed, as sentences.
    concerns: Vec<String>,
    /// The seats before.
    seats_before: SeatsUnder,
    /// The seats under the new licence.
    seats_after: SeatsUnder,
}

/// Seats under a licence.
#[derive(Object)]
pub(crate) struct SeatsUnder {
    /// Null where they are unlimited.
    limit: Option<u32>,
    used: u64,
    /// How many may be taken now; null where they are unlimited.
    free: Option<u64>,
}

impl From<seats::Seats> for SeatsUnder {
    fn from(seats: seats::Seats) -> Self {
        Self {
            limit: limit(seats.limit),
            used: seats.used,
            free: seats.free(),
        }
    }
}

impl LicenseChange {
    pub(crate) fn new(change: &domain::LicenseChange, installed: bool) -> Self {
        let concerns = change.concerns();
        Self {
            license: License::new(&change.new, change.state, change.after),
            installed,
            concerns: concerns.iter().map(ToString::to_string).collect(),
            seats_before: change.before.into(),
            seats_after: change.after.into(),
        }
    }
}

/// Reads which days are asked for, as name and text of each parameter.
pub(crate) fn history<const N: usize>(
    asked: [(&str, Option<String>); N],
    organization: OrganizationId,
) -> Result<ViewSeatHistory, InvalidFields> {
    let mut fields = Fields::asked(asked);
    let (from, to) = (fields.parsed("from", day), fields.parsed("to", day));
    fields.finish(Some(ViewSeatHistory {
        organization,
        from,
        to,
    }))
}

/// The seats of one day.
#[derive(Object)]
pub(crate) struct SeatDay {
    /// The day, in UTC.
    date: chrono::NaiveDate,
    /// Seats taken at its end, or now.
    used: u64,
    /// The most that were taken at any moment of it.
    peak: u64,
    /// Seats there were; null where they were unlimited.
    limit: Option<u32>,
}

impl From<seat_history::SeatDay> for SeatDay {
    fn from(day: seat_history::SeatDay) -> Self {
        Self {
            date: day.day,
            used: day.used,
            peak: day.peak,
            limit: limit(day.limit),
        }
    }
}

fn limit(limit: SeatLimit) -> Option<u32> {
    match limit {
        SeatLimit::Unlimited => None,
        SeatLimit::Limited(seats) => Some(seats),
    }
}
