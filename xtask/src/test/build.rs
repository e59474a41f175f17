//! The one build that all suites run from, and what came of it.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{command, workspace};

/// What cargo made: programs to run, and the packages that did not compile.
pub(super) struct Build {
    programs: Vec<Program>,
    broken: BTreeSet<PathBuf>,
    complete: bool,
}

/// One program of a package.
pub(super) struct Program {
    folder: PathBuf,
    pub(super) kind: Kind,
    pub(super) target: String,
    pub(super) executable: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Tests,
    Example,
}

impl Build {
    /// Builds the workspace with its tests and examples, as `cargo test --no-run` does, which cannot keep going.
    pub(super) fn new() -> Result<Self> {
        let mut cargo = command::cargo();
        cargo.args([
            "build",
            "--workspace",
            "--lib",
            "--tests",
            "--bins",
            "--examples",
            "--keep-going",
            "--message-format=json-render-diagnostics",
        ]);
        println!("$ {}", command::shown(&cargo));
        let mut child = cargo
            .current_dir(workspace::root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting cargo")?;
        let stdout = child.stdout.take().context("cargo's output")?;
        let mut build = Self {
            programs: Vec::new(),
            broken: BTreeSet::new(),
            complete: false,
        };
        for line in BufReader::new(stdout).lines() {
            if let Ok(message) = serde_json::from_str(&line?) {
                build.read(&message);
            }
        }
        build.complete = child.wait()?.success();
        // Cargo tells of them as they are ready; a reader wants the same order every time.
        build.programs.sort_by(|a, b| a.target.cmp(&b.target));
        Ok(build)
    }

    /// The programs of the package in this folder of the workspace.
    pub(super) fn programs(&self, folder: &str) -> impl Iterator<Item = &Program> {
        let folder = workspace::root().join(folder);
        self.programs
            .iter()
            .filter(move |program| program.folder == folder)
    }

    /// Whether something of the package did not compile, or nothing of it was reached.
    pub(super) fn is_broken(&self, folder: &str) -> bool {
        !self.complete
            && (self.broken.contains(&workspace::root().join(folder))
                || self.programs(folder).next().is_none())
    }

    fn read(&mut self, message: &Value) {
        let Some(folder) = message["manifest_path"]
            .as_str()
            .and_then(|manifest| Path::new(manifest).parent())
        else {
            return;
        };
        match message["reason"].as_str() {
            Some("compiler-artifact") => self.programs.extend(program(message, folder)),
            Some("compiler-message") if message["message"]["level"] == "error" => {
                self.broken.insert(folder.to_owned());
            }
            _ => {}
        }
    }
}

fn program(artifact: &Value, folder: &Path) -> Option<Program> {
    let target = &artifact["target"];
    let is_example = target["kind"] == serde_json::json!(["example"]);
    let kind = match artifact["profile"]["test"].as_bool()? {
        true => Kind::Tests,
        false if is_example => Kind::Example,
        false => return None,
    };
    Some(Program {
        folder: folder.to_owned(),
        kind,
        target: target["name"].as_str()?.to_owned(),
        executable: PathBuf::from(artifact["executable"].as_str()?),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::{Kind, program};

    #[test]
    fn tests_and_examples_are_programs_and_libraries_are_not() {
        let artifact = |kind: &str, test: bool, executable: Option<&str>| {
            json!({
                "reason": "compiler-artifact",
                "target": { "kind": [kind], "name": "embed" },
                "profile": { "test": test },
                "executable": executable,
            })
        };
        let kind = |artifact| program(&artifact, Path::new("x")).map(|program| program.kind);
        assert_eq!(
            kind(artifact("lib", true, Some("deps/embed"))),
            Some(Kind::Tests)
        );
        assert_eq!(
            kind(artifact("example", false, Some("examples/embed"))),
            Some(Kind::Example)
        );
        assert_eq!(kind(artifact("bin", false, Some("embed"))), None);
        assert_eq!(kind(artifact("lib", false, None)), None);
    }
}
