//! The suites: what each consists of. A new one is a line of the table here.

use std::ffi::OsString;

use anyhow::Result;

use super::build::Build;
use super::report::Report;
use super::run;
use crate::{command, tools};

/// One row of the closing table.
pub(super) struct Suite {
    pub(super) name: &'static str,
    work: Work,
}

enum Work {
    /// The tests of these folders' packages; their examples are run too, each counting as one test.
    Packages(&'static [&'static str]),
    /// The same, for tests that run Python: they find it in [`PYTHON`].
    Python(&'static [&'static str]),
    /// The tests of the pages in a real browser.
    Browser,
    /// The examples in the documentation comments of every package.
    Documentation,
}

/// The variable that names a Python with what tests need. Where it is set already, that one is used.
const PYTHON: &str = "MUSTER_TEST_PYTHON";

/// The variable that names axe-core's script.
const AXE: &str = "MUSTER_TEST_AXE";

/// The test target that needs a browser, and the folder of its package.
const BROWSER: (&str, &str) = ("browser", "crates/app");

pub(super) const SUITES: &[Suite] = &[
    packages("xtask", &["xtask"]),
    packages("domain", &["crates/domain"]),
    // What `contract` tests of itself goes with the first store that it is run on.
    packages("memory", &["crates/memory", "crates/contract"]),
    packages("persistence", &["crates/persistence"]),
    packages("crypto", &["crates/crypto"]),
    with_python("email", &["crates/email"]),
    packages("http", &["crates/http"]),
    with_python("app", &["crates/app"]),
    Suite {
        name: "browser",
        work: Work::Browser,
    },
    Suite {
        name: "doc",
        work: Work::Documentation,
    },
];

const fn packages(name: &'static str, folders: &'static [&'static str]) -> Suite {
    Suite {
        name,
        work: Work::Packages(folders),
    }
}

const fn with_python(name: &'static str, folders: &'static [&'static str]) -> Suite {
    Suite {
        name,
        work: Work::Python(folders),
    }
}

impl Suite {
    /// Runs the suite to its end; whatever goes wrong is in the report.
    pub(super) fn run(&self, build: &Build) -> Report {
        let mut report = Report::default();
        match self.work {
            Work::Packages(folders) => {
                for folder in folders {
                    report.add(run::package(build, folder, needs_no_browser, &[]));
                }
            }
            Work::Python(folders) => match python() {
                Ok(python) => {
                    for folder in folders {
                        let variables = [(PYTHON, python.as_os_str())];
                        report.add(run::package(build, folder, needs_no_browser, &variables));
                    }
                }
                Err(error) => report.fail(format!("no Python for it: {error:#}")),
            },
            Work::Browser => match with_browser() {
                Ok((python, axe)) => {
                    let (target, folder) = BROWSER;
                    let variables = [(PYTHON, python.as_os_str()), (AXE, axe.as_os_str())];
                    report.add(run::package(
                        build,
                        folder,
                        |name| name == target,
                        &variables,
                    ));
                }
                Err(error) => report.fail(format!("no browser for it: {error:#}")),
            },
            Work::Documentation => {
                let mut cargo = command::cargo();
                cargo.args(["test", "--workspace", "--doc", "--no-fail-fast"]);
                report.add(run::tests(&mut cargo));
            }
        }
        if report.is_empty() {
            report.skip("no test in it");
        }
        report
    }
}

fn with_browser() -> Result<(OsString, OsString)> {
    tools::browser()?;
    Ok((python()?, tools::axe()?.into()))
}

fn needs_no_browser(target: &str) -> bool {
    target != BROWSER.0
}

fn python() -> Result<OsString> {
    match std::env::var_os(PYTHON) {
        Some(python) => Ok(python),
        None => Ok(tools::test_python()?.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{SUITES, Work};
    use crate::workspace;

    #[test]
    fn every_package_is_in_a_suite() {
        let mut covered: Vec<&str> = SUITES
            .iter()
            .filter_map(|suite| match suite.work {
                Work::Packages(folders) | Work::Python(folders) => Some(folders),
                Work::Browser | Work::Documentation => None,
            })
            .flatten()
            .copied()
            .collect();
        covered.sort_unstable();
        let mut folders: Vec<String> = std::fs::read_dir(workspace::root().join("crates"))
            .unwrap()
            .map(|entry| format!("crates/{}", entry.unwrap().file_name().display()))
            .chain(["xtask".to_owned()])
            .collect();
        folders.sort();
        assert_eq!(covered, folders);
    }
}
