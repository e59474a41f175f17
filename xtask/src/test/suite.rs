//! The suites: what each consists of. A new one is a line of the table here.

use std::ffi::OsString;

use anyhow::Result;

use super::build::Build;
use super::report::Report;
use super::run;
use crate::postgres::Postgres;
use crate::{command, tools};

/// One row of the closing table.
pub(super) struct Suite {
    pub(super) name: &'static str,
    /// Where the tests keep the roll, as far as they keep it in a database.
    pub(super) store: Store,
    work: Work,
}

/// The databases that tests run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    Sqlite,
    Postgres,
}

enum Work {
    /// The tests of these folders' packages; their examples are run too, each counting as one test.
    Packages(&'static [&'static str]),
    /// The same, for tests that run Python: they find it in [`PYTHON`].
    Python(&'static [&'static str]),
    /// Tests on a PostgreSQL, which they find in [`POSTGRES`].
    Postgres(OnPostgres),
    /// The tests of the pages in a real browser.
    Browser,
    /// The examples in the documentation comments of every package.
    Documentation,
}

/// Which tests run on PostgreSQL.
struct OnPostgres {
    /// The folder of their package.
    folder: &'static str,
    /// Its test targets.
    targets: &'static [&'static str],
    /// Arguments for them.
    arguments: &'static [&'static str],
}

/// The variable that names a Python with what tests need. Where it is set already, that one is used.
const PYTHON: &str = "MUSTER_TEST_PYTHON";

/// The variable that names axe-core's script.
const AXE: &str = "MUSTER_TEST_AXE";

/// The variable that names a PostgreSQL: the URL of a database whose user may make others.
pub(super) const POSTGRES: &str = "MUSTER_TEST_POSTGRES";

/// The test targets that need PostgreSQL.
const ON_POSTGRES_ONLY: [&str; 2] = ["postgres", "replicas"];

/// The black-box tests that are about the settings, the data folder or the form of answers, whatever the database; and
/// those that change SQLite's file behind a server's back.
const ANY_DATABASE: &[&str] = &[
    "--skip=api_doc::",
    "--skip=configuration::",
    "--skip=doctor::each_row_that_breaks_a_rule_is_named_beside_the_running_server",
    "--skip=doctor::files_key_and_schema_are_looked_at_and_nothing_is_made",
    "--skip=rate_limits::",
    "--skip=schemathesis::",
    "--skip=server_key::",
];

/// The test target that needs a browser, and the folder of its package.
const BROWSER: (&str, &str) = ("browser", "crates/app");

pub(super) const SUITES: &[Suite] = &[
    packages("xtask", &["xtask"]),
    packages("domain", &["crates/domain"]),
    // What `contract` tests of itself goes with the first store that it is run on.
    packages("memory", &["crates/memory", "crates/contract"]),
    packages("persistence", &["crates/persistence"]),
    on_postgres(
        "persistence-postgres",
        OnPostgres {
            folder: "crates/persistence",
            targets: &["postgres"],
            arguments: &[],
        },
    ),
    packages("crypto", &["crates/crypto"]),
    with_python("email", &["crates/email"]),
    packages("http", &["crates/http"]),
    with_python("app", &["crates/app"]),
    on_postgres(
        "app-postgres",
        OnPostgres {
            folder: "crates/app",
            targets: &["blackbox", "replicas"],
            arguments: ANY_DATABASE,
        },
    ),
    Suite {
        name: "browser",
        store: Store::Sqlite,
        work: Work::Browser,
    },
    Suite {
        name: "doc",
        store: Store::Sqlite,
        work: Work::Documentation,
    },
];

const fn packages(name: &'static str, folders: &'static [&'static str]) -> Suite {
    Suite {
        name,
        store: Store::Sqlite,
        work: Work::Packages(folders),
    }
}

const fn on_postgres(name: &'static str, tests: OnPostgres) -> Suite {
    Suite {
        name,
        store: Store::Postgres,
        work: Work::Postgres(tests),
    }
}

const fn with_python(name: &'static str, folders: &'static [&'static str]) -> Suite {
    Suite {
        name,
        store: Store::Sqlite,
        work: Work::Python(folders),
    }
}

impl Suite {
    /// Runs the suite to its end; whatever goes wrong is in the report. Those on PostgreSQL share a server.
    pub(super) fn run(&self, build: &Build, server: &mut Option<Postgres>) -> Report {
        let mut report = Report::default();
        match &self.work {
            Work::Packages(folders) => {
                for folder in *folders {
                    report.add(run::package(build, folder, needs_nothing, &[], &[]));
                }
            }
            Work::Python(folders) => match python() {
                Ok(python) => {
                    for folder in *folders {
                        let variables = [(PYTHON, python.as_os_str())];
                        report.add(run::package(build, folder, needs_nothing, &variables, &[]));
                    }
                }
                Err(error) => report.fail(format!("no Python for it: {error:#}")),
            },
            Work::Postgres(tests) => match with_postgres(server) {
                Ok((python, url)) => {
                    let variables = [(PYTHON, python.as_os_str()), (POSTGRES, url.as_os_str())];
                    let is_wanted = |name: &str| tests.targets.contains(&name);
                    report.add(run::package(
                        build,
                        tests.folder,
                        is_wanted,
                        &variables,
                        tests.arguments,
                    ));
                }
                Err(error) => report.skip(format!("no PostgreSQL for it: {error:#}")),
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
                        &[],
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

fn with_postgres(server: &mut Option<Postgres>) -> Result<(OsString, OsString)> {
    let python = python()?;
    if let Some(url) = std::env::var_os(POSTGRES) {
        return Ok((python, url));
    }
    let server = match server {
        Some(server) => server,
        none => none.insert(Postgres::start()?),
    };
    Ok((python, server.url()))
}

/// Whether a target needs neither a browser nor PostgreSQL.
fn needs_nothing(target: &str) -> bool {
    target != BROWSER.0 && !ON_POSTGRES_ONLY.contains(&target)
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
                Work::Postgres(..) | Work::Browser | Work::Documentation => None,
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
