//! `muster license issue`: prints a licence and nothing else, so that it can be sent into a file.

use std::path::PathBuf;

use clap::Args;
use muster_crypto::{SystemClock, VendorKey, new_license_id};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{License, LicenseState, Term};
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::text::LicenseHolder;
use muster_domain::model::time::Day;
use muster_domain::ports::Clock as _;

use super::unreadable;
use crate::failure::Failure;
use crate::{config, output, small_file};

#[derive(Args)]
pub(in crate::command) struct Issue {
    /// The private key to sign with, as `muster license keygen` made it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// To whom it is sold
    #[arg(long, value_name = "NAME", value_parser = holder)]
    holder: LicenseHolder,
    /// How many people may have a role
    #[arg(long, value_name = "N|unlimited", value_parser = config::seats)]
    seats: SeatLimit,
    /// The last day, in UTC; nothing stops for 14 days after it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    expires: Day,
    /// The first day, in UTC; without it, it is good at once
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    not_before: Option<Day>,
    /// The organization for which alone it is, by its id on the holder's server; without it, for any one
    #[arg(long, value_name = "ID", value_parser = clap::value_parser!(i64).range(1..))]
    organization: Option<i64>,
}

impl Issue {
    pub(super) fn run(self) -> Result<(), Failure> {
        let term = Term::new(self.not_before, self.expires)
            .map_err(|error| Failure::usage(error.to_string()))?;
        let pem = small_file::read(&self.key).map_err(|error| unreadable(&self.key, &error))?;
        let key = VendorKey::from_pem(&pem.into())
            .map_err(|error| Failure::refused(format!("{}: {error}", self.key.display())))?;
        let now = SystemClock.now();
        let license = License {
            id: new_license_id(),
            holder: self.holder,
            seats: self.seats,
            term,
            organization: self.organization.map(OrganizationId::new),
            issued_at: now,
        };
        if let LicenseState::Grace | LicenseState::Expired = license.state(now) {
            eprintln!("muster: note: its last day, {}, is past", term.last());
        }
        output::print(&key.issue(&license))
    }
}

fn holder(text: &str) -> Result<LicenseHolder, String> {
    LicenseHolder::parse(text).map_err(|error| error.to_string())
}

/// A day in its one form; chrono would take others.
fn day(text: &str) -> Result<Day, String> {
    let day = text.parse().ok();
    day.filter(|day: &Day| day.to_string() == text)
        .ok_or_else(|| "it is no day such as 2030-12-31".to_owned())
}
