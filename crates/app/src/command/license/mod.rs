//! `muster license keygen|issue|show|install`.

mod install;
mod issue;
mod keygen;
mod show;

use std::path::Path;

use clap::Subcommand;

use self::install::Install;
use self::issue::Issue;
use self::keygen::Keygen;
use self::show::Show;
use crate::config::Layers;
use crate::failure::Failure;
use crate::small_file;

#[derive(Subcommand)]
pub(super) enum LicenseCommand {
    #[command(flatten)]
    Paper(PaperCommand),
    /// Put a licence in force
    Install(Install),
}

/// What needs no database.
#[derive(Subcommand)]
pub(super) enum PaperCommand {
    /// Make a key to sign licences with: license.key, which stays with the vendor, and license.pub, which servers trust
    Keygen(Keygen),
    /// Print a new licence
    Issue(Issue),
    /// Print what a licence says, if its signature is by a trusted key
    Show(Show),
}

impl PaperCommand {
    pub(super) fn run(self, layers: impl FnOnce() -> Layers) -> Result<(), Failure> {
        match self {
            Self::Keygen(keygen) => keygen.run(),
            Self::Issue(issue) => issue.run(),
            Self::Show(show) => show.run(layers),
        }
    }
}

/// The text of a licence in a file, or on standard input.
fn text(file: &Path) -> Result<String, Failure> {
    let text = if file == Path::new("-") {
        small_file::text(std::io::stdin())
    } else {
        small_file::read(file)
    };
    text.map_err(|error| unreadable(file, &error))
}

fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::refused(format!("{} cannot be read: {error}", file.display()))
}
