//! `cargo xtask typos`: spelling, with the project's own words in `.typos.toml`.

use std::process::Command;

use anyhow::Result;

use crate::{command, tools};

pub(crate) fn run() -> Result<()> {
    command::run(Command::new(tools::typos()?).args(["--config", ".typos.toml"]))
}
