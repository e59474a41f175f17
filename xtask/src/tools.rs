//! The checkers that are not part of a Rust toolchain, at pinned versions under `target/tools`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::{command, debian, workspace};

const CARGO_DENY: &str = "0.20.2";
const TYPOS: &str = "1.52.0";

/// Builds cargo-deny on first use: unoptimized, for it runs seconds and compiles minutes.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    let program = workspace::tools().join("bin/cargo-deny");
    if !has_version(&program, CARGO_DENY) {
        command::run(
            command::cargo()
                .env("CARGO_PROFILE_DEV_DEBUG", "none")
                .env("CARGO_INCREMENTAL", "0")
                .args(["install", "--locked", "--debug", "--force", "--root"])
                .arg(workspace::tools())
                .args(["cargo-deny", "--version", CARGO_DENY]),
        )?;
    }
    Ok(program)
}

/// Installs typos on first use, from its Python wheel.
pub(crate) fn typos() -> Result<PathBuf> {
    let venv = workspace::tools().join("python");
    let program = venv.join("bin/typos");
    if !has_version(&program, TYPOS) {
        python_venv(&venv)?;
        command::run(
            Command::new(venv.join("bin/python"))
                .args(["-m", "pip", "install", "--quiet"])
                .arg(format!("typos=={TYPOS}")),
        )?;
    }
    Ok(program)
}

fn python_venv(folder: &Path) -> Result<()> {
    let make = || {
        command::run(
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(folder),
        )
    };
    make().or_else(|_| {
        debian::install(&["python3", "python3-venv"])?;
        make()
    })
}

fn has_version(program: &Path, version: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|output| {
            String::from_utf8_lossy(&output.stdout)
                .split_whitespace()
                .any(|word| word == version)
        })
}
