//! `cargo xtask deny`: which crates may come in, under which licence, from where (`.deny.toml`).
//!
//! Advisories are left out: a verdict that changes from one day to the next is no test of a commit.

use std::process::Command;

use anyhow::Result;

use crate::{command, tools};

pub(crate) fn run() -> Result<()> {
    command::run(
        Command::new(tools::cargo_deny()?)
            .args(["--workspace", "--all-features", "--locked"])
            .args(["--config", ".deny.toml"])
            .args(["check", "--hide-inclusion-graph"])
            .args(["bans", "licenses", "sources"]),
    )
}
