//! `cargo xtask tidy`: what a compiler does not check. Sizes are printed, everything else is a finding.

mod layers;
mod module_docs;
mod packages;
mod paths;
mod private;
mod sizes;
mod source;
mod todo;

use std::fmt;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::workspace;

/// Something that the rules of the house do not allow.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    place: String,
    what: String,
}

impl Finding {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }

    fn at(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), what)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// A text file of the project, its path relative to the root.
struct File {
    path: String,
    text: String,
}

pub(crate) fn run() -> Result<()> {
    let files = read(workspace::files()?);
    let mut findings = packages::check(&workspace::packages()?);
    for file in &files {
        findings.extend(private::check(file));
        findings.extend(todo::check(file));
        if is_rust(file) {
            findings.extend(layers::check(file));
            findings.extend(module_docs::check(file));
        }
    }
    sizes::print(files.iter().filter(|file| is_rust(file)));
    for finding in &findings {
        println!("{finding}");
    }
    ensure!(findings.is_empty(), "{} findings", findings.len());
    println!("tidy: {} files, nothing to say", files.len());
    Ok(())
}

fn is_rust(file: &File) -> bool {
    source::has_extension(&file.path, "rs")
}

/// The files that are text; pictures and the like are passed over.
fn read(paths: Vec<PathBuf>) -> Vec<File> {
    paths
        .into_iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(workspace::root().join(&path)).ok()?;
            let path = path.to_string_lossy().replace('\\', "/");
            Some(File { path, text })
        })
        .collect()
}

#[cfg(test)]
fn file(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}
