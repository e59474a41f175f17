//! The direction of imports inside a crate (style: the house, §1).
//!
//! Inside domain: muster -> `use_cases` -> ports -> model. Inside http: `api` and `web` know `edge` and never
//! each other. Of tokio, `memory` uses nothing but `sync`.

use super::source::code_only;
use super::{File, Finding, paths};

/// A room of a crate, and the rooms of the same crate that it must not know.
struct Room {
    source: &'static str,
    name: &'static str,
    unknown: &'static [&'static str],
}

const DOMAIN: &str = "crates/domain/src/";
const HTTP: &str = "crates/http/src/";
const MEMORY: &str = "crates/memory/src/";

const ROOMS: [Room; 6] = [
    room(DOMAIN, "model", &["ports", "use_cases", "muster"]),
    room(DOMAIN, "ports", &["use_cases", "muster"]),
    room(DOMAIN, "use_cases", &["muster"]),
    room(HTTP, "edge", &["api", "web"]),
    room(HTTP, "api", &["web"]),
    room(HTTP, "web", &["api"]),
];

const fn room(source: &'static str, name: &'static str, unknown: &'static [&'static str]) -> Room {
    Room {
        source,
        name,
        unknown,
    }
}

pub(super) fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some((room, depth)) = ROOMS.iter().find_map(|room| placed(room, &file.path)) {
        let code = code_only(&file.text);
        let mentions = paths::below(&code, "crate")
            .into_iter()
            .chain(paths::above(&code, depth));
        for mention in mentions {
            let name = mention.name.as_str();
            if room.unknown.contains(&name) {
                let what = format!("`{}` must not know `{name}`", room.name);
                findings.push(Finding::at(&file.path, mention.line, what));
            } else if room.source == DOMAIN && name.starts_with(char::is_uppercase) {
                let what = format!("take `{name}` from the module it lives in, not from the root");
                findings.push(Finding::at(&file.path, mention.line, what));
            }
        }
    }
    if file.path.starts_with(MEMORY) {
        for mention in paths::below(&code_only(&file.text), "tokio") {
            if !matches!(mention.name.as_str(), "sync" | "test") {
                let what = format!("of tokio only `sync`, not `{}`", mention.name);
                findings.push(Finding::at(&file.path, mention.line, what));
            }
        }
    }
    findings
}

/// The room, if the file is in it, and how many levels below the crate's root its module is.
fn placed<'a>(room: &'a Room, path: &str) -> Option<(&'a Room, usize)> {
    let module = path.strip_prefix(room.source)?.strip_suffix(".rs")?;
    let module = module.strip_suffix("/mod").unwrap_or(module);
    let names: Vec<&str> = module.split('/').collect();
    (names[0] == room.name).then_some((room, names.len()))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::file;

    fn findings(path: &str, text: &str) -> usize {
        check(&file(path, text)).len()
    }

    #[test]
    fn domain_looks_down_only() {
        let seats = "crates/domain/src/model/seats.rs";
        assert_eq!(findings(seats, "use crate::model::role::Role;"), 0);
        assert_eq!(findings(seats, "use crate::ports::clock::Clock;"), 1);
        assert_eq!(findings(seats, "use crate::{model::a, use_cases::b};"), 1);
        assert_eq!(findings(seats, "use super::super::ports::Clock;"), 1);
        assert_eq!(findings(seats, "use crate::Muster;"), 1);
        assert_eq!(findings(seats, "//! See [`crate::ports`]."), 0);
        let rename = "crates/domain/src/use_cases/organization/rename.rs";
        assert_eq!(findings(rename, "use crate::ports::Store;"), 0);
        assert_eq!(
            findings(rename, "use super::super::super::muster::Muster;"),
            1
        );
        assert_eq!(findings("crates/domain/src/lib.rs", "pub mod ports;"), 0);
    }

    #[test]
    fn api_and_web_do_not_know_each_other() {
        let text = "use crate::edge::a; use crate::web::b; use crate::api::c;";
        assert_eq!(findings("crates/http/src/api/members.rs", text), 1);
        assert_eq!(findings("crates/http/src/web/mod.rs", text), 1);
        assert_eq!(findings("crates/http/src/edge/csrf.rs", text), 2);
        assert_eq!(findings("crates/http/src/lib.rs", text), 0);
    }

    #[test]
    fn memory_uses_locks_alone() {
        let store = "crates/memory/src/store.rs";
        assert_eq!(findings(store, "use tokio::sync::Mutex;"), 0);
        assert_eq!(findings(store, "tokio::time::sleep(a).await"), 1);
    }
}
