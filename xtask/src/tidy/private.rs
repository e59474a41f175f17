//! Nothing in the repository tells of the machine it was written on, nor names a package registry's host.

use super::{File, Finding};
use crate::workspace;

// In two halves each, so that this file passes its own check.
const FOLDERS: [&str; 4] = [
    concat!("/work", "/main"),
    concat!("/work", "/shared"),
    concat!("/work", "/."),
    concat!("/root", "/"),
];
const HOSTS: [&str; 6] = [
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("npmjs", ".org"),
    concat!("deb.debian", ".org"),
    concat!("proxy.golang", ".org"),
];

/// Written by cargo, which names its registry in it.
const LOCK: &str = "Cargo.lock";

pub(super) fn check(file: &File) -> Vec<Finding> {
    if file.path == LOCK {
        return Vec::new();
    }
    let root = workspace::root().to_string_lossy();
    let home = std::env::var("HOME").unwrap_or_default();
    let own = [root.as_ref(), home.as_str()];
    let own = own
        .into_iter()
        .filter(|path| path.matches('/').count() > 1)
        .chain(FOLDERS);
    let mut findings = Vec::new();
    for folder in own.clone() {
        findings.extend(lines_with(file, folder).map(|line| {
            Finding::at(
                &file.path,
                line,
                format!("`{folder}` is a path of one machine"),
            )
        }));
    }
    for host in HOSTS {
        findings.extend(
            lines_with(file, host).map(|line| {
                Finding::at(&file.path, line, format!("`{host}` is a registry's host"))
            }),
        );
    }
    findings.dedup();
    findings
}

fn lines_with<'a>(file: &'a File, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
    file.text
        .lines()
        .enumerate()
        .filter(move |(_, line)| line.contains(needle))
        .map(|(index, _)| index + 1)
}

#[cfg(test)]
mod tests {
    use super::{FOLDERS, HOSTS, LOCK, check};
    use crate::tidy::file;

    #[test]
    fn paths_and_hosts_are_found() {
        for word in FOLDERS.iter().chain(&HOSTS) {
            let text = format!("a\nsee {word}x");
            let findings = check(&file("docs/a.md", &text));
            assert_eq!(findings[0].place, "docs/a.md:2", "{word}");
        }
    }

    #[test]
    fn the_lock_file_may_name_its_registry() {
        assert_eq!(check(&file(LOCK, HOSTS[0])), []);
        assert_eq!(check(&file("README.md", "listens on 127.0.0.1:8080")), []);
    }
}
