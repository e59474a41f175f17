//! `cargo xtask ci`: every check in order, quick ones first. A failed one stops nothing but the verdict.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::{command, deny, openapi, table, tidy, typos};

struct Step {
    name: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: [Step; 7] = [
    Step {
        name: "fmt",
        run: fmt,
    },
    Step {
        name: "tidy",
        run: tidy::run,
    },
    Step {
        name: "typos",
        run: typos::run,
    },
    Step {
        name: "clippy",
        run: clippy,
    },
    Step {
        name: "test",
        run: test,
    },
    Step {
        name: "openapi",
        run: openapi::check,
    },
    Step {
        name: "deny",
        run: deny::run,
    },
];

pub(crate) fn run() -> Result<()> {
    let started = Instant::now();
    let mut rows = Vec::new();
    let mut failed = Vec::new();
    for step in &STEPS {
        println!("\n== {}", step.name);
        let started = Instant::now();
        let verdict = match (step.run)() {
            Ok(()) => "ok".to_owned(),
            Err(error) => {
                eprintln!("{}: {error:#}", step.name);
                failed.push(step.name);
                format!("FAILED: {error:#}")
            }
        };
        rows.push(vec![
            step.name.to_owned(),
            seconds(started.elapsed()),
            verdict,
        ]);
    }
    rows.push(vec![
        "all".to_owned(),
        seconds(started.elapsed()),
        String::new(),
    ]);
    table::print(&["step", "time", "verdict"], &rows);
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

fn fmt() -> Result<()> {
    command::run(command::cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    command::run(command::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-Dwarnings",
    ]))
}

/// The README's command, as a person types it.
fn test() -> Result<()> {
    let mut cargo = Command::new("cargo");
    command::forget_package(&mut cargo);
    command::run(cargo.args(["xtask", "test"]))
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs())
}
