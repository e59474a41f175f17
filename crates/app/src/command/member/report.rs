//! What `muster member import` tells: a line for each row, as it is done, and a sum.

use std::collections::BTreeMap;

use muster_domain::model::membership::{MemberRole, Standing};
use muster_domain::use_cases::membership::{ImportOutcome, ImportedPerson};
use serde::Serialize;

use super::people_file::Row;
use crate::failure::Failure;
use crate::output;

const REFUSED: &str = "refused";

/// What was told so far.
pub(super) struct Report {
    json: bool,
    dry_run: bool,
    has_begun: bool,
    /// How many rows fared in which way.
    sum: BTreeMap<&'static str, usize>,
}

/// What became of one row, as printed.
#[derive(Serialize)]
struct Shown<'a> {
    line: u64,
    email: &'a str,
    status: &'static str,
    /// What the person is now.
    role: Option<&'static str>,
    detail: String,
}

impl<'a> Shown<'a> {
    fn refused(row: &'a Row, wrong: &str) -> Self {
        Self {
            line: row.line,
            email: &row.address,
            status: REFUSED,
            role: None,
            detail: wrong.to_owned(),
        }
    }

    fn done(row: &'a Row, person: &'a ImportedPerson, outcome: ImportOutcome) -> Self {
        let role = match outcome {
            ImportOutcome::Created(standing) | ImportOutcome::Joined(standing) => standing.role(),
            ImportOutcome::AlreadyMember(role) => role,
        };
        Self {
            line: row.line,
            email: person.email.as_str(),
            status: outcome.code(),
            role: Some(role.code()),
            detail: detail(person, outcome),
        }
    }
}

fn detail(person: &ImportedPerson, outcome: ImportOutcome) -> String {
    match outcome {
        ImportOutcome::Created(standing) => {
            let warning = person.email.look_alikes().to_string();
            format!("{} {warning}", place(standing)).trim().to_owned()
        }
        ImportOutcome::Joined(standing) => {
            format!("{}; the account's names stay", place(standing))
        }
        ImportOutcome::AlreadyMember(role) => format!("stays {}", role.label()),
    }
}

fn place(standing: Standing) -> String {
    match standing {
        Standing::Pending {
            promise: Some(promise),
        } => format!(
            "no seat is free; waits as {}",
            MemberRole::from(promise.role).label()
        ),
        _ => standing.role().label().to_owned(),
    }
}

impl Report {
    pub(super) fn new(json: bool, dry_run: bool) -> Self {
        Self {
            json,
            dry_run,
            has_begun: false,
            sum: BTreeMap::new(),
        }
    }

    /// Tells of some rows. The outcomes are those of the good ones, in their order.
    pub(super) fn rows(&mut self, rows: &[Row], outcomes: &[ImportOutcome]) -> Result<(), Failure> {
        let mut outcomes = outcomes.iter();
        let mut text = String::new();
        for row in rows {
            let shown = match &row.person {
                Err(wrong) => Shown::refused(row, wrong),
                Ok(person) => match outcomes.next() {
                    Some(outcome) => Shown::done(row, person, *outcome),
                    None => continue,
                },
            };
            *self.sum.entry(shown.status).or_default() += 1;
            text.push_str(&self.line(&shown)?);
        }
        output::print(&text)
    }

    fn line(&mut self, row: &Shown) -> Result<String, Failure> {
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        if self.json {
            let before = if is_first { "[\n" } else { ",\n" };
            return Ok(format!("{before}{}", serde_json::to_string(row)?));
        }
        let headings = format!(
            "{:>7}  {:<14}  {:<40}  DETAIL\n",
            "LINE", "STATUS", "ADDRESS"
        );
        let headings = if is_first { &headings } else { "" };
        let (line, status, email) = (row.line, row.status, shown(row.email));
        Ok(format!(
            "{headings}{line:>7}  {status:<14}  {email:<40}  {}\n",
            row.detail
        ))
    }

    /// Ends the report, also where the import broke off.
    pub(super) fn end(self, ended: Result<(), Failure>) -> Result<(), Failure> {
        if self.json && self.has_begun {
            output::print("\n]\n")?;
        }
        ended?;
        if self.json && !self.has_begun {
            output::print("[]\n")?;
        }
        if !self.json {
            output::print(&self.in_words())?;
        }
        let refused = self.sum.get(REFUSED).copied().unwrap_or_default();
        let total: usize = self.sum.values().sum();
        match (refused, self.dry_run) {
            (0, _) => Ok(()),
            (_, true) => Err(Failure::refused(format!(
                "{refused} of {total} rows would be refused"
            ))),
            (_, false) => Err(Failure::refused(format!(
                "{refused} of {total} rows were refused; the others are done"
            ))),
        }
    }

    fn in_words(&self) -> String {
        let parts: Vec<_> = self
            .sum
            .iter()
            .map(|(status, number)| format!("{number} {}", status.replace('_', " ")))
            .collect();
        let sum = match parts.as_slice() {
            [] => "nobody is named".to_owned(),
            parts => parts.join(", "),
        };
        if self.dry_run {
            format!("Dry run, nothing was changed: {sum}.\n")
        } else {
            format!("Done: {sum}.\n")
        }
    }
}

/// A text of the file as a terminal may show it: short, and without characters that steer the terminal.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 255;
    let seen = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().take(MOST).map(seen).collect()
}
