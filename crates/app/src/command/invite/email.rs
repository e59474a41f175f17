//! Inviting people by their addresses.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use muster_domain::model::address_list;
use muster_domain::model::id::InvitationId;
use muster_domain::model::membership::MemberRole;
use muster_domain::use_cases::invitation::{InvitePeople, InvitePeopleError, InviteResult};
use serde::Serialize;

use crate::command::Context;
use crate::command::chosen::Chosen;
use crate::failure::Failure;
use crate::output;

/// Where the addresses stand.
#[derive(Args)]
#[group(required = true, multiple = true)]
pub(in crate::command) struct Source {
    /// Addresses, also as mail programs give them: "Ann Nguyen <ann@example.com>, bob@example.com"
    #[arg(value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// Take the addresses in this file too; - reads standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Source {
    fn read(&self) -> Result<Vec<String>, Failure> {
        let mut texts = self.addresses.clone();
        if let Some(path) = &self.file {
            let read = if path == Path::new("-") {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text).map(|_| text)
            } else {
                std::fs::read_to_string(path)
            };
            let cannot = |error| format!("{} cannot be read: {error}", path.display());
            texts.push(read.map_err(|error| Failure::refused(cannot(error)))?);
        }
        Ok(texts)
    }
}

/// What became of one address, as printed.
#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    status: &'static str,
    detail: String,
    invitation_id: Option<i64>,
}

impl<'a> From<&'a InviteResult> for Shown<'a> {
    fn from(result: &'a InviteResult) -> Self {
        Self {
            email: &result.written,
            status: result.outcome.code(),
            detail: result.detail(),
            invitation_id: result.outcome.invitation().map(InvitationId::get),
        }
    }
}

pub(super) async fn run(
    context: &Context,
    chosen: &Chosen,
    source: &Source,
    role: Option<MemberRole>,
    json: bool,
) -> Result<(), Failure> {
    let texts = source.read()?;
    let entries = address_list::parse(texts.iter().map(String::as_str))?;
    let muster = &context.wired.muster;
    let invite = InvitePeople {
        organization: chosen.organization(muster).await?,
        entries,
        role,
    };
    match muster.run(&Context::caller("invite email"), &invite).await {
        Ok(results) => print(&results, json),
        Err(InvitePeopleError::Nobody(results)) => {
            print(&results, json)?;
            Err(InvitePeopleError::Nobody(results).into())
        }
        Err(error) => Err(error.into()),
    }
}

fn print(results: &[InviteResult], json: bool) -> Result<(), Failure> {
    let shown: Vec<Shown> = results.iter().map(Shown::from).collect();
    if json {
        return output::print_json(&shown);
    }
    let row = |shown: &Shown| {
        [
            shown.email.to_owned(),
            shown.status.to_owned(),
            shown.detail.clone(),
        ]
    };
    let rows: Vec<_> = shown.iter().map(row).collect();
    output::print(&output::table(["ADDRESS", "STATUS", "DETAIL"], &rows))
}
