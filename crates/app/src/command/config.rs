//! `muster config show` and `muster config check`. Neither touches the database.

use clap::Subcommand;

use crate::config::{Config, Layers, Problems, Row, rows};
use crate::failure::Failure;
use crate::output;

#[derive(Subcommand)]
pub(super) enum ConfigCommand {
    /// Print each setting with where it came from; secrets are masked
    Show {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Tell everything that is wrong with the settings
    Check,
}

impl ConfigCommand {
    pub(super) fn run(self, layers: &Layers) -> Result<(), Failure> {
        match self {
            Self::Show { json } => show(layers, json),
            Self::Check => check(layers),
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

fn check(layers: &Layers) -> Result<(), Failure> {
    let config = Config::read(layers).map_err(|problems: Problems| Failure::from(problems))?;
    for name in &config.not_used_yet {
        output::print(&format!("{name} is not used by this release.\n"))?;
    }
    output::print("The settings are right.\n")
}
