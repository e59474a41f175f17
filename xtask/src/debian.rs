//! Debian packages, for the few things that neither cargo nor pip can bring under `target/`.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::command;

/// Installs the packages, as root on Debian; elsewhere it fails and names them.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    ensure!(
        Path::new("/etc/debian_version").exists() && command::is_root(),
        "needs these packages (Debian's names), which only root can install: {names}"
    );
    println!("installing Debian packages: {names}");
    command::run(Command::new("apt-get").args(["update", "-q"]))?;
    command::run(
        Command::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "-y", "-q", "--no-install-recommends"])
            .args(packages),
    )
}
