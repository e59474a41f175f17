//! `muster config show` and `muster config check`. Neither touches the database.

use std::fmt;

use clap::Subcommand;
use muster_domain::ports::LicenseVerifier as _;

use crate::config::{Config, Layers, Problems, Row, Way, by_reason, rows};
use crate::failure::Failure;
use crate::{output, wiring};

#[derive(Subcommand)]
pub(super) enum ConfigCommand {
    /// Print each setting with where it came from; secrets are masked
    Show {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Tell everything that is wrong with the settings
    Check {
        /// Connect to the mail server as well, and tell what was agreed; no mail is sent
        #[arg(long)]
        mail: bool,
    },
}

impl ConfigCommand {
    pub(super) fn run(self, layers: &Layers) -> Result<(), Failure> {
        match self {
            Self::Show { json } => show(layers, json),
            Self::Check { mail } => check(layers, mail),
        }
    }
}

/// Shows what there is, also where some of it is wrong.
fn show(layers: &Layers, json: bool) -> Result<(), Failure> {
    let rows = rows(layers);
    if json {
        output::print_json(&rows)?;
    } else {
        let texts = |row: &Row| {
            [
                row.name.clone(),
                row.value.clone().unwrap_or_default(),
                row.source.clone(),
            ]
        };
        let rows: Vec<_> = rows.iter().map(texts).collect();
        output::print(&output::table(["SETTING", "VALUE", "SOURCE"], &rows))?;
    }
    Config::read(layers)?;
    Ok(())
}

fn check(layers: &Layers, mail: bool) -> Result<(), Failure> {
    let config = Config::read(layers).map_err(|problems: Problems| Failure::from(problems))?;
    for (places, why) in by_reason(&config.no_effect) {
        output::print(&format!("No effect: {places}: {why}.\n"))?;
    }
    check_license(&config)?;
    if mail {
        let agreed = super::runtime()?.block_on(negotiate(&config))?;
        output::print(&format!("{agreed}.\n"))?;
    }
    output::print("The settings are right.\n")
}

/// Whether the licence that is named can be trusted.
fn check_license(config: &Config) -> Result<(), Failure> {
    let Some(named) = &config.licensing.license else {
        return Ok(());
    };
    let verified = wiring::license_verifier(config).verify(&named.text);
    verified
        .map(|_| ())
        .map_err(|error| Failure::refused(format!("{}: {error}", named.path.display())))
}

/// What was agreed with the mail server.
async fn negotiate(config: &Config) -> Result<impl fmt::Display, Failure> {
    let public_url = config.server.public_url(config.server.listen);
    let Way::Smtp(smtp) = config.mail.way(&public_url) else {
        return Err(Failure::refused(
            "no mail server is set; set MUSTER_SMTP_URL",
        ));
    };
    let mailer = wiring::smtp_mailer(smtp, config, &public_url)?;
    mailer.negotiate().await.map_err(Failure::refused)
}
