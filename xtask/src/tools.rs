//! The checkers that are not part of a Rust toolchain, and what tests need of Python and npm, at pinned versions under
//! `target/tools`; a browser for the pages.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::{command, debian, workspace};

const CARGO_DENY: &str = "0.20.2";
const TYPOS: &str = "1.52.0";
const AXE: &str = "4.14.1";

/// What tests need of Python: the mail server that they send to, what makes its certificates, and Label Studio's SDK.
const TEST_PACKAGES: [&str; 3] = [
    "aiosmtpd==1.4.6",
    "trustme==1.2.1",
    "label-studio-sdk==2.1.2",
];

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
        pip_install(&venv, &[&format!("typos=={TYPOS}")])?;
    }
    Ok(program)
}

/// The Python of the tests, made on first use.
pub(crate) fn test_python() -> Result<PathBuf> {
    let venv = workspace::tools().join("tests");
    let program = venv.join("bin/python");
    if !has_packages(&program, &TEST_PACKAGES) {
        python_venv(&venv)?;
        pip_install(&venv, &TEST_PACKAGES)?;
    }
    Ok(program)
}

/// Debian's chromium and its driver, installed on first use.
pub(crate) fn browser() -> Result<()> {
    let starts = |program| {
        let mut command = Command::new(program);
        command::output(command.arg("--version")).is_ok()
    };
    if !starts("chromium") || !starts("chromedriver") {
        debian::install(&["chromium", "chromium-driver"])?;
    }
    Ok(())
}

/// axe-core's script, which judges pages, fetched from npm on first use.
pub(crate) fn axe() -> Result<PathBuf> {
    let folder = workspace::tools().join(format!("axe-{AXE}"));
    let script = folder.join("package/axe.min.js");
    if !script.exists() {
        let has_npm = command::output(Command::new("npm").arg("--version")).is_ok();
        if !has_npm {
            debian::install(&["npm"])?;
        }
        std::fs::create_dir_all(&folder)?;
        let package = format!("axe-core@{AXE}");
        command::run(
            Command::new("npm")
                .args(["pack", "--silent", &package, "--pack-destination"])
                .arg(&folder),
        )?;
        let archive = folder.join(format!("axe-core-{AXE}.tgz"));
        command::run(
            Command::new("tar")
                .arg("-xzf")
                .arg(archive)
                .arg("-C")
                .arg(&folder),
        )?;
    }
    Ok(script)
}

fn pip_install(venv: &Path, packages: &[&str]) -> Result<()> {
    command::run(
        Command::new(venv.join("bin/python"))
            .args(["-m", "pip", "install", "--quiet"])
            .args(packages),
    )
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

/// Whether this Python runs and has each package, written `name==version`.
fn has_packages(python: &Path, packages: &[&str]) -> bool {
    const SCRIPT: &str = "import sys, importlib.metadata as m\n\
        for p in sys.argv[1:]: n, v = p.split('=='); assert m.version(n) == v";
    Command::new(python)
        .args(["-c", SCRIPT])
        .args(packages)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::has_packages;

    #[test]
    fn a_python_that_is_not_there_has_nothing() {
        assert!(!has_packages(Path::new("./no-such-python"), &[]));
    }
}
