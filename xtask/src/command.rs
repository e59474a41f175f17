//! Running other programs from the project's root.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::workspace;

/// The cargo that runs this task, without what `cargo run` told this process about xtask's own package:
/// some build scripts (ring's) rebuild whenever those variables change.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    forget_package(&mut command);
    command
}

/// Removes from the command's environment what describes xtask's own package.
pub(crate) fn forget_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
            .iter()
            .any(|prefix| text.starts_with(prefix))
        {
            command.env_remove(&name);
        }
    }
}

/// Shows the command, runs it with its output going where ours goes, and fails when it does.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status = command
        .current_dir(workspace::root())
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("starting `{}`", shown(command)))?;
    ensure!(status.success(), "`{}` ended with {status}", shown(command));
    Ok(())
}

/// What the command prints on its standard output; its errors go where ours go.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .current_dir(workspace::root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting `{}`", shown(command)))?;
    ensure!(
        output.status.success(),
        "`{}` ended with {}",
        shown(command),
        output.status
    );
    String::from_utf8(output.stdout).context("output that is not UTF-8")
}

/// Whether we are root.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let mut words = vec![program.rsplit('/').next().unwrap_or(&program).to_owned()];
    words.extend(
        command
            .get_args()
            .map(|arg| arg.to_string_lossy().into_owned()),
    );
    words.join(" ")
}
