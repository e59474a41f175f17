//! `muster member import`: a table of people, some hundred rows at a time.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use muster_domain::model::id::OrganizationId;
use muster_domain::use_cases::membership::{ImportManner, ImportMembers};

use super::people_file::{FileError, PeopleFile, Row};
use super::report::{Report, shown};
use crate::command::Context;
use crate::command::chosen::Chosen;
use crate::failure::Failure;

type Source = Box<dyn Read>;

#[derive(Args)]
pub(in crate::command) struct Import {
    /// A CSV file whose first line names the columns: `email`, `first_name`, `last_name`, `role`; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Tell what would come of each row, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Mail everybody who has no password yet a link to choose one, good for 7 days; without it no mail is sent
    #[arg(long)]
    send_mail: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    chosen: Chosen,
}

impl Import {
    pub(super) async fn run(&self, context: &Context) -> Result<(), Failure> {
        let organization = self.chosen.organization(&context.wired.muster).await?;
        let mut file = self.open()?;
        tell_unused(file.unused_columns());
        let mut report = Report::new(self.json, self.dry_run);
        let ended = self
            .rows(context, organization, &mut file, &mut report)
            .await;
        report.end(ended)
    }

    fn open(&self) -> Result<PeopleFile<Source>, Failure> {
        let source: Source = if self.file == Path::new("-") {
            Box::new(std::io::stdin())
        } else {
            let opened = File::open(&self.file);
            Box::new(opened.map_err(|error| self.unreadable(&FileError::Read(error)))?)
        };
        PeopleFile::open(source).map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &FileError) -> Failure {
        Failure::refused(format!("{} cannot be read: {error}", self.file.display()))
    }

    /// Imports part after part. What is good before a row that cannot be read is imported.
    async fn rows(
        &self,
        context: &Context,
        organization: OrganizationId,
        file: &mut PeopleFile<Source>,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let mut taken = 0;
        loop {
            let (rows, ended) = part(file);
            let import = ImportMembers {
                organization,
                people: rows.iter().filter_map(Row::good).cloned().collect(),
                manner: if self.dry_run {
                    ImportManner::Preview { taken }
                } else {
                    ImportManner::Import
                },
                send_mail: self.send_mail,
            };
            let caller = Context::caller("member import");
            let done = context.wired.muster.run(&caller, &import).await?;
            taken += done.taken;
            report.rows(&rows, &done.outcomes)?;
            if ended.map_err(|error| self.unreadable(&error))? {
                return Ok(());
            }
        }
    }
}

/// Names the columns that have no effect, the first few of them.
fn tell_unused(columns: &[String]) {
    const MOST: usize = 5;
    if columns.is_empty() {
        return;
    }
    let mut names: Vec<_> = columns.iter().take(MOST).map(|name| shown(name)).collect();
    if columns.len() > MOST {
        names.push(format!("and {} more", columns.len() - MOST));
    }
    eprintln!("muster: columns that are not read: {}", names.join(", "));
}

/// As many rows as one import takes, and whether the file has ended.
fn part(file: &mut PeopleFile<Source>) -> (Vec<Row>, Result<bool, FileError>) {
    let mut rows = Vec::new();
    while rows.len() < ImportMembers::MOST {
        match file.next() {
            Ok(Some(row)) => rows.push(row),
            Ok(None) => return (rows, Ok(true)),
            Err(error) => return (rows, Err(error)),
        }
    }
    (rows, Ok(false))
}
