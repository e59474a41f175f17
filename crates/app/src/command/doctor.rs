//! `muster doctor`: says what is wrong in the database and with its files, and changes nothing.

use clap::Args;
use muster_crypto::SystemClock;
use muster_domain::model::examination::Finding;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::seats::{SeatLimit, Seats};
use muster_domain::ports::Clock as _;
use muster_domain::use_cases::{Diagnosis, examine};
use muster_persistence::SqlStore;
use serde::Serialize;

use crate::config::Config;
use crate::failure::Failure;
use crate::{data_dir, key_file, output, wiring};

#[derive(Args)]
pub(super) struct Doctor {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was found, as it is printed.
#[derive(Serialize)]
struct Report {
    healthy: bool,
    seats: Vec<SeatsShown>,
    faults: Vec<Shown>,
    notes: Vec<Shown>,
}

#[derive(Serialize)]
struct SeatsShown {
    organization: i64,
    limit: Option<u32>,
    used: u64,
    free: Option<u64>,
}

/// A fault or a note. Without a table it is none of a row.
#[derive(Serialize)]
struct Shown {
    table: Option<&'static str>,
    row: Option<i64>,
    code: &'static str,
    detail: String,
}

impl Doctor {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let database = config.storage.database();
        if !database.is_there() {
            return Err(Failure::refused(
                "there is no database yet; `muster serve` or `muster migrate` makes one",
            ));
        }
        let store = SqlStore::connect(&database).await?;
        let mut faults = files(config);
        let examined = look(config, &store, &mut faults).await;
        store.close().await?;
        let report = Report::new(examined?, faults);
        if self.json {
            output::print_json(&report)?;
        } else {
            output::print(&report.in_lines())?;
        }
        match report.faults.len() {
            0 => Ok(()),
            1 => Err(Failure::refused("1 fault was found")),
            many => Err(Failure::refused(format!("{many} faults were found"))),
        }
    }
}

/// Files that more people can read or change than should.
fn files(config: &Config) -> Vec<Shown> {
    let folder = &config.storage.data_dir;
    let private = config.storage.database().private_files();
    let private = private.into_iter().chain([key_file::path(folder)]);
    let private = private.map(|file| (file, 0o077, "600"));
    let all = private.chain([(folder.clone(), 0o022, "700")]);
    let shown = |(path, bits, good): (std::path::PathBuf, u32, &str)| {
        let mode = data_dir::open_to_others(&path, bits)?;
        let path = path.display();
        let detail = format!("{path} is open to others with mode {mode:o}; it should be {good}");
        Some(Shown::of_the_server("open_to_others", detail))
    };
    all.filter_map(shown).collect()
}

/// Looks at the schema, the key and, where the schema is this version's, every row.
async fn look(
    config: &Config,
    store: &SqlStore,
    faults: &mut Vec<Shown>,
) -> Result<Diagnosis, Failure> {
    if let Some(check) = store.key_check().await?
        && let Err(error) = wiring::check_key(config, &check)
    {
        faults.push(Shown::of_the_server("server_key", error.to_string()));
    }
    let pending = store.pending_migrations().await?;
    if let [first, ..] = &*pending {
        let many = pending.len();
        let detail = format!(
            "the schema lacks {many} changes, the first of them {first}; `muster migrate` makes them, and rows can be \
             looked at then"
        );
        faults.push(Shown::of_the_server("schema", detail));
        return Ok(Diagnosis::default());
    }
    let own = config.settings.unlicensed_seats;
    let unlicensed = store.unlicensed_seats().await?.unwrap_or(own);
    let verifier = wiring::license_verifier(config);
    Ok(examine(store, &verifier, unlicensed, SystemClock.now()).await?)
}

impl Report {
    fn new(diagnosis: Diagnosis, mut faults: Vec<Shown>) -> Self {
        let (notes, of_rows): (Vec<_>, Vec<_>) = diagnosis
            .findings
            .into_iter()
            .partition(|finding| finding.fault.is_note());
        faults.extend(of_rows.into_iter().map(Shown::from));
        Self {
            healthy: faults.is_empty(),
            seats: diagnosis.seats.into_iter().map(SeatsShown::new).collect(),
            faults,
            notes: notes.into_iter().map(Shown::from).collect(),
        }
    }

    fn in_lines(&self) -> String {
        let number = |number: Option<u64>| {
            number.map_or("unlimited".to_owned(), |number| number.to_string())
        };
        let row = |seats: &SeatsShown| {
            [
                seats.organization.to_string(),
                seats.used.to_string(),
                number(seats.limit.map(u64::from)),
                number(seats.free),
            ]
        };
        let seats: Vec<_> = self.seats.iter().map(row).collect();
        let table = output::table(["ORGANIZATION", "SEATS TAKEN", "LIMIT", "FREE"], &seats);
        let faults = self.faults.iter().map(|fault| fault.in_line("Fault"));
        let notes = self.notes.iter().map(|note| note.in_line("Note"));
        let lines: String = faults.chain(notes).collect();
        let end = if self.healthy { "All is sound.\n" } else { "" };
        format!("{table}{lines}{end}")
    }
}

impl SeatsShown {
    fn new((organization, seats): (OrganizationId, Seats)) -> Self {
        Self {
            organization: organization.get(),
            limit: match seats.limit {
                SeatLimit::Unlimited => None,
                SeatLimit::Limited(limit) => Some(limit),
            },
            used: seats.used,
            free: seats.free(),
        }
    }
}

impl Shown {
    fn of_the_server(code: &'static str, detail: String) -> Self {
        Self {
            table: None,
            row: None,
            code,
            detail,
        }
    }

    fn in_line(&self, word: &str) -> String {
        let detail = &self.detail;
        match (self.table, self.row) {
            (Some(table), Some(row)) => format!("{word}: {table}, row {row}: {detail}\n"),
            _ => format!("{word}: {detail}\n"),
        }
    }
}

impl From<Finding> for Shown {
    fn from(finding: Finding) -> Self {
        Self {
            table: Some(finding.table),
            row: Some(finding.row),
            code: finding.fault.code(),
            detail: finding.fault.to_string(),
        }
    }
}
