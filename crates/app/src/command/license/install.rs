//! `muster license install`: puts a licence in force.

use std::path::PathBuf;

use clap::Args;
use muster_domain::model::license::LicenseChange;
use muster_domain::model::seats::{SeatLimit, Seats};
use muster_domain::use_cases::license::{InstallLicense, InstallLicenseError, InstallManner};
use serde::Serialize;

use super::show::Shown;
use crate::command::Context;
use crate::command::chosen::Chosen;
use crate::failure::Failure;
use crate::output;

#[derive(Args)]
pub(in crate::command) struct Install {
    /// The licence; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Install it although it has fewer seats than are taken, begins later or has ended
    #[arg(long)]
    confirm: bool,
    /// Only tell what would change
    #[arg(long, conflicts_with = "confirm")]
    dry_run: bool,
    #[command(flatten)]
    chosen: Chosen,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was changed, as it is printed.
#[derive(Serialize)]
struct Change {
    license: Shown,
    installed: bool,
    concerns: Vec<String>,
    seats_before: SeatsShown,
    seats_after: SeatsShown,
}

#[derive(Serialize)]
struct SeatsShown {
    limit: Option<u32>,
    used: u64,
    free: Option<u64>,
}

impl Install {
    pub(in crate::command) async fn run(self, context: &Context) -> Result<(), Failure> {
        let muster = &context.wired.muster;
        let text = super::text(&self.file)?;
        let install = InstallLicense {
            organization: self.chosen.organization(muster).await?,
            text,
            manner: match (self.dry_run, self.confirm) {
                (true, _) => InstallManner::Preview,
                (false, true) => InstallManner::Confirmed,
                (false, false) => InstallManner::Unconfirmed,
            },
        };
        let caller = Context::caller("license install");
        let change = match muster.run(&caller, &install).await {
            Ok(change) => Change::new(&change, !self.dry_run),
            Err(error @ InstallLicenseError::NeedsConfirmation(_)) => {
                return Err(Failure::refused(format!("{error}, with --confirm")));
            }
            Err(error) => return Err(error.into()),
        };
        if self.json {
            output::print_json(&change)
        } else {
            output::print(&change.in_lines())
        }
    }
}

impl Change {
    fn new(change: &LicenseChange, installed: bool) -> Self {
        let concerns = change.concerns();
        Self {
            license: Shown::new(&change.new),
            installed,
            concerns: concerns.iter().map(ToString::to_string).collect(),
            seats_before: change.before.into(),
            seats_after: change.after.into(),
        }
    }

    fn in_lines(self) -> String {
        let (before, after) = (self.seats_before.told(), self.seats_after.told());
        let done = if self.installed {
            "The licence is in force. Nothing has to be restarted."
        } else {
            "Nothing was changed."
        };
        let license = self.license.in_lines();
        let notes: Vec<_> = self
            .concerns
            .iter()
            .map(|told| format!("Note: {told}"))
            .collect();
        let seats = format!("Seats before  {before}\nSeats after   {after}");
        let lines = [&[seats][..], &notes, &[done.to_owned()]].concat();
        format!("{license}{}\n", lines.join("\n"))
    }
}

impl From<Seats> for SeatsShown {
    fn from(seats: Seats) -> Self {
        Self {
            limit: match seats.limit {
                SeatLimit::Unlimited => None,
                SeatLimit::Limited(limit) => Some(limit),
            },
            used: seats.used,
            free: seats.free(),
        }
    }
}

impl SeatsShown {
    fn told(&self) -> String {
        let number = |number: Option<u64>| match number {
            Some(number) => number.to_string(),
            None => "unlimited".to_owned(),
        };
        format!(
            "{} of {} taken, {} free",
            self.used,
            number(self.limit.map(u64::from)),
            number(self.free)
        )
    }
}
