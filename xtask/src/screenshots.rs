//! `cargo xtask screenshots`: pictures of every page, for people to look at.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::{command, tools, workspace};

/// The test of the browser suite that walks through all pages, and the variable that has it keep what it sees.
const TEST: &str = "no_page_is_wider_than_its_window";
const FOLDER: &str = "MUSTER_SCREENSHOTS";

/// Writes them to `target/screenshots/<page>-<width>-<scheme>.png`.
pub(crate) fn run() -> Result<()> {
    tools::browser()?;
    let folder = workspace::root().join("target/screenshots");
    if folder.exists() {
        // A page that is gone would be looked at still.
        fs::remove_dir_all(&folder).context("removing the old pictures")?;
    }
    fs::create_dir_all(&folder).context("making the folder of the pictures")?;
    command::run(
        command::cargo()
            .args(["test", "--workspace", "--test", "browser", TEST])
            .env(FOLDER, &folder),
    )?;
    let taken = fs::read_dir(&folder)?.count();
    ensure!(taken > 0, "no picture was taken: is {TEST} there?");
    println!("{taken} pictures in target/screenshots");
    Ok(())
}
