//! Running the programs of a suite: their output is passed on as it comes, and read.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result};

use super::build::{Build, Kind};
use super::report::Report;
use crate::{command, workspace};

/// Runs the programs of the package whose target is wanted, as `cargo test` would: in its folder, one after the other,
/// with these variables and arguments. A PostgreSQL is there only for suites that name it.
pub(super) fn package(
    build: &Build,
    folder: &str,
    is_wanted: impl Fn(&str) -> bool,
    variables: &[(&str, &OsStr)],
    arguments: &[&str],
) -> Report {
    let mut report = Report::default();
    if build.is_broken(folder) {
        report.fail(format!("{folder} did not build"));
    }
    let wanted = build
        .programs(folder)
        .filter(|program| is_wanted(&program.target));
    for program in wanted {
        let home = workspace::root().join(folder);
        let mut command = Command::new(&program.executable);
        command::forget_package(&mut command);
        command.env("CARGO_MANIFEST_DIR", &home).current_dir(home);
        command.env_remove(super::suite::POSTGRES);
        command.envs(variables.iter().copied()).args(arguments);
        println!("\n-- {folder}: {}", program.target);
        report.add(match program.kind {
            Kind::Tests => tests(&mut command),
            Kind::Example => example(&mut command, &program.target),
        });
    }
    report
}

/// Runs a test program (or cargo itself) and counts what it says of its tests.
pub(super) fn tests(command: &mut Command) -> Report {
    let mut report = Report::default();
    let outcome = stream(command, |line| report.read(line));
    match outcome {
        Ok(status) if status.success() || report.failed > 0 => {}
        Ok(status) => report.fail(format!("{} ended with {status}", command::shown(command))),
        Err(error) => report.fail(format!("{error:#}")),
    }
    report
}

fn example(command: &mut Command, name: &str) -> Report {
    let mut report = Report::default();
    match stream(command, |_| {}) {
        Ok(status) if status.success() => report.pass(),
        Ok(status) => report.fail(format!("example {name} ended with {status}")),
        Err(error) => report.fail(format!("example {name}: {error:#}")),
    }
    report
}

/// Standard output and standard error share one pipe, so that their lines keep their order.
fn stream(command: &mut Command, mut each: impl FnMut(&str)) -> Result<ExitStatus> {
    let (reader, writer) = io::pipe().context("making a pipe")?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()
        .with_context(|| format!("starting {}", command::shown(command)))?;
    // The command holds our ends of the pipe; without this the reader would never see its end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        each(text.trim_end());
        line.clear();
    }
    Ok(child.wait()?)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{example, tests};

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_program_that_dies_without_a_word_is_a_failure() {
        let report = tests(&mut shell("kill -9 $$"));
        assert_eq!((report.passed, report.failed), (0, 1));
    }

    #[test]
    fn a_failure_that_the_program_told_is_counted_once() {
        let line = "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured";
        let report = tests(&mut shell(&format!("echo '{line}' >&2; exit 101")));
        assert_eq!((report.passed, report.failed), (2, 1));
    }

    #[test]
    fn an_example_counts_as_one_test() {
        assert_eq!(example(&mut shell("exit 0"), "embed").passed, 1);
        assert_eq!(example(&mut shell("exit 3"), "embed").failed, 1);
    }

    #[test]
    fn a_program_that_cannot_be_started_is_a_failure() {
        assert_eq!(tests(&mut Command::new("./no-such-program")).failed, 1);
    }
}
