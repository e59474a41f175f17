//! `muster license show`: what a licence says. Nothing of one whose signature is not trusted is shown.

use std::path::PathBuf;

use clap::Args;
use muster_crypto::{Ed25519LicenseVerifier, SystemClock};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::License;
use muster_domain::model::seats::SeatLimit;
use muster_domain::ports::{Clock as _, LicenseVerifier as _};
use serde::Serialize;

use crate::config::{self, Config, Layers};
use crate::failure::Failure;
use crate::{output, wiring};

#[derive(Args)]
pub(in crate::command) struct Show {
    /// The licence; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A public key to trust, once for each; without any, those of the settings
    #[arg(long = "public-key", value_name = "FILE")]
    public_keys: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A licence as it is printed, by the names that it has in the file.
#[derive(Serialize)]
pub(super) struct Shown {
    id: String,
    holder: String,
    seats: Seats,
    not_before: Option<String>,
    expires: String,
    organization: Option<i64>,
    issued_at: String,
    state: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Seats {
    Limited(u32),
    Unlimited(&'static str),
}

impl Show {
    pub(super) fn run(&self, layers: impl FnOnce() -> Layers) -> Result<(), Failure> {
        let text = super::text(&self.file)?;
        let verified = self.verifier(layers)?.verify(&text);
        let license = verified
            .map_err(|error| Failure::refused(format!("{}: {error}", self.file.display())))?;
        let shown = Shown::new(&license);
        if self.json {
            output::print_json(&shown)
        } else {
            output::print(&shown.in_lines())
        }
    }

    fn verifier(&self, layers: impl FnOnce() -> Layers) -> Result<Ed25519LicenseVerifier, Failure> {
        if self.public_keys.is_empty() {
            return Ok(wiring::license_verifier(&Config::read(&layers())?));
        }
        let keys = self.public_keys.iter().map(|file| config::public_key(file));
        let keys: Result<Vec<_>, _> = keys.collect();
        Ok(Ed25519LicenseVerifier::new(
            &keys.map_err(Failure::refused)?,
        ))
    }
}

impl Shown {
    pub(super) fn new(license: &License) -> Self {
        Self {
            state: license.state(SystemClock.now()).code(),
            id: license.id.to_string(),
            holder: license.holder.as_str().to_owned(),
            seats: match license.seats {
                SeatLimit::Limited(number) => Seats::Limited(number),
                SeatLimit::Unlimited => Seats::Unlimited("unlimited"),
            },
            not_before: license.term.not_before().map(|day| day.to_string()),
            expires: license.term.last().to_string(),
            organization: license.organization.map(OrganizationId::get),
            issued_at: license.issued_at.to_rfc3339(),
        }
    }

    pub(super) fn in_lines(self) -> String {
        let seats = match self.seats {
            Seats::Limited(number) => number.to_string(),
            Seats::Unlimited(word) => word.to_owned(),
        };
        let organization = self.organization.map(|id| id.to_string());
        let rows = [
            ("Licence", Some(self.id)),
            ("Holder", Some(self.holder)),
            ("Seats", Some(seats)),
            ("First day", self.not_before),
            ("Last day", Some(self.expires)),
            ("State", Some(self.state.replace('_', " "))),
            ("Organization", organization),
            ("Issued at", Some(self.issued_at)),
            ("Signature", Some("by a trusted key".to_owned())),
        ];
        let told = rows.into_iter();
        told.filter_map(|(name, value)| Some(format!("{name:<14}{}\n", value?)))
            .collect()
    }
}
