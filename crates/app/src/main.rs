//! Muster: the server and its commands in one binary.

mod acceptor;
mod command;
mod config;
mod data_dir;
mod failure;
mod key_file;
mod logging;
mod output;
mod serve;
mod small_file;
mod wiring;
mod worker;

use std::process::ExitCode;

use clap::Parser as _;

/// The version of this release.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> ExitCode {
    match command::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
