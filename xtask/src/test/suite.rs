//! The suites: what each consists of. A new one is a line of the table here.

use super::build::Build;
use super::report::Report;
use super::run;
use crate::command;

/// One row of the closing table.
pub(super) struct Suite {
    pub(super) name: &'static str,
    work: Work,
}

enum Work {
    /// The tests of these folders' packages; their examples are run too, each counting as one test.
    Packages(&'static [&'static str]),
    /// The examples in the documentation comments of every package.
    Documentation,
}

pub(super) const SUITES: &[Suite] = &[
    packages("xtask", &["xtask"]),
    packages("domain", &["crates/domain"]),
    // What `contract` tests of itself goes with the first store that it is run on.
    packages("memory", &["crates/memory", "crates/contract"]),
    packages("persistence", &["crates/persistence"]),
    packages("crypto", &["crates/crypto"]),
    packages("http", &["crates/http"]),
    packages("app", &["crates/app"]),
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

impl Suite {
    /// Runs the suite to its end; whatever goes wrong is in the report.
    pub(super) fn run(&self, build: &Build) -> Report {
        let mut report = Report::default();
        match self.work {
            Work::Packages(folders) => {
                for folder in folders {
                    report.add(run::package(build, folder));
                }
            }
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

#[cfg(test)]
mod tests {
    use super::{SUITES, Work};
    use crate::workspace;

    #[test]
    fn every_package_is_in_a_suite() {
        let mut covered: Vec<&str> = SUITES
            .iter()
            .filter_map(|suite| match suite.work {
                Work::Packages(folders) => Some(folders),
                Work::Documentation => None,
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
