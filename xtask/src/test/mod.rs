//! `cargo xtask test`: builds the workspace once, runs every suite, and ends with a table.
//!
//! Test programs are run straight from that one build: `cargo test -p` for each crate would compile most
//! dependencies again, with the features that this crate alone asks for.

mod build;
mod report;
mod run;
mod suite;

use std::time::Instant;

use anyhow::{Result, bail, ensure};

use crate::{table, workspace};
use build::Build;
use report::Report;
use suite::{SUITES, Store, Suite};

pub(crate) fn run(args: &[&str]) -> Result<()> {
    let suites = chosen(args)?;
    let build = Build::new()?;
    let mut total = Report::default();
    let mut rows = Vec::new();
    let mut server = None;
    for suite in suites {
        println!("\n== suite {}", suite.name);
        let started = Instant::now();
        let report = suite.run(&build, &mut server);
        rows.push(vec![
            suite.name.to_owned(),
            report.passed.to_string(),
            report.failed.to_string(),
            report.skipped.to_string(),
            format!("{:.1} s", started.elapsed().as_secs_f64()),
            report.why.join("; "),
        ]);
        total.add(report);
    }
    table::print(
        &["suite", "passed", "failed", "skipped", "time", "why"],
        &rows,
    );
    println!(
        "\n{} passed, {} failed, {} skipped",
        total.passed, total.failed, total.skipped
    );
    ensure!(total.failed == 0, "{} failed", total.failed);
    ensure!(
        total.skipped == 0 || !workspace::is_ci(),
        "{} skipped, which CI does not accept",
        total.skipped
    );
    Ok(())
}

/// The suites that the command line names, on the stores that it names: all of them when it names none.
fn chosen(args: &[&str]) -> Result<Vec<&'static Suite>> {
    let mut names = Vec::new();
    let mut stores = Vec::new();
    let mut args = args.iter();
    while let Some(&arg) = args.next() {
        match arg {
            "--store" => match args.next() {
                Some(&"sqlite") => stores.push(Store::Sqlite),
                Some(&"postgres") => stores.push(Store::Postgres),
                Some(other) => {
                    bail!("no store is called `{other}`; there are: sqlite, postgres")
                }
                None => bail!("--store needs a name: sqlite, postgres"),
            },
            option if option.starts_with('-') => bail!("unknown option `{option}`"),
            name => names.push(name),
        }
    }
    if let Some(name) = names
        .iter()
        .find(|name| SUITES.iter().all(|suite| suite.name != **name))
    {
        let known: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        bail!(
            "no suite is called `{name}`; there are: {}",
            known.join(", ")
        );
    }
    Ok(SUITES
        .iter()
        .filter(|suite| names.is_empty() || names.contains(&suite.name))
        .filter(|suite| stores.is_empty() || stores.contains(&suite.store))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::chosen;

    fn names(args: &[&str]) -> Vec<&'static str> {
        chosen(args)
            .unwrap()
            .iter()
            .map(|suite| suite.name)
            .collect()
    }

    #[test]
    fn suites_are_chosen_by_name() {
        assert_eq!(names(&["http", "domain"]), ["domain", "http"]);
        let on_sqlite = names(&["--store", "sqlite"]);
        assert!(on_sqlite.contains(&"app") && !on_sqlite.contains(&"app-postgres"));
        let on_postgres = names(&["--store", "postgres"]);
        assert_eq!(on_postgres, ["persistence-postgres", "app-postgres"]);
    }

    #[test]
    fn what_is_not_there_is_refused() {
        for args in [
            &["nothing"][..],
            &["--store", "oracle"],
            &["--store"],
            &["--fast"],
        ] {
            assert!(chosen(args).is_err(), "{args:?}");
        }
    }
}
