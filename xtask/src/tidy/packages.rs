//! What each crate of the house may depend on (style: the house, §1), read from the manifests.
//!
//! Who may use sea-orm and who poem is cargo-deny's to say (`.deny.toml`).

use serde_json::Value;

use super::Finding;

/// What one crate may know.
struct Rule {
    package: &'static str,
    /// The project's own crates it may import; `None` for all of them.
    own: Option<&'static [&'static str]>,
    /// The same for its tests, examples and benches.
    own_in_tests: &'static [&'static str],
    /// Other people's crates it may import; `None` where a technology is free to bring its own.
    foreign: Option<&'static [&'static str]>,
}

const DOMAIN: &str = "muster-domain";
const RULES: [Rule; 9] = [
    Rule {
        package: DOMAIN,
        own: Some(&[]),
        // Itself, with its mocks switched on.
        own_in_tests: &["muster-domain", "muster-memory"],
        foreign: Some(&[
            "async-trait",
            "thiserror",
            "secrecy",
            "chrono",
            "idna",
            "unicode-normalization",
            "unicode-security",
            "mockall",
        ]),
    },
    Rule {
        package: "muster-memory",
        own: Some(&[DOMAIN]),
        own_in_tests: &["muster-contract"],
        foreign: Some(&["async-trait", "tokio"]),
    },
    Rule {
        package: "muster-contract",
        own: Some(&[DOMAIN]),
        own_in_tests: &[],
        foreign: Some(&["async-trait", "tokio", "proptest"]),
    },
    Rule {
        package: "muster-persistence",
        own: Some(&[DOMAIN]),
        own_in_tests: &["muster-contract"],
        foreign: None,
    },
    Rule {
        package: "muster-crypto",
        own: Some(&[DOMAIN]),
        own_in_tests: &[],
        foreign: None,
    },
    Rule {
        package: "muster-email",
        own: Some(&[DOMAIN]),
        own_in_tests: &[],
        foreign: None,
    },
    Rule {
        package: "muster-http",
        own: Some(&[DOMAIN]),
        own_in_tests: &["muster-crypto", "muster-memory"],
        foreign: None,
    },
    Rule {
        package: "muster-app",
        own: None,
        own_in_tests: &[],
        foreign: None,
    },
    Rule {
        package: "xtask",
        own: Some(&[]),
        own_in_tests: &[],
        foreign: None,
    },
];

/// Judges every package that `cargo metadata` lists.
pub(super) fn check(packages: &[Value]) -> Vec<Finding> {
    packages
        .iter()
        .flat_map(|package| {
            let name = package["name"].as_str().unwrap_or_default();
            match RULES.iter().find(|rule| rule.package == name) {
                Some(rule) => judge(rule, package),
                None => vec![Finding::new(
                    name,
                    "has no rule in xtask/src/tidy/packages.rs",
                )],
            }
        })
        .collect()
}

fn judge(rule: &Rule, package: &Value) -> Vec<Finding> {
    let dependencies = package["dependencies"].as_array();
    dependencies
        .into_iter()
        .flatten()
        .filter_map(|dependency| {
            let name = dependency["name"].as_str()?;
            let in_tests = dependency["kind"] == "dev";
            let allowed = if dependency["path"].is_string() {
                rule.own.is_none_or(|own| own.contains(&name))
                    || (in_tests && rule.own_in_tests.contains(&name))
            } else {
                in_tests || rule.foreign.is_none_or(|foreign| foreign.contains(&name))
            };
            let place = if in_tests { " in its tests" } else { "" };
            (!allowed)
                .then(|| Finding::new(rule.package, format!("must not depend on {name}{place}")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::check;

    fn findings(package: &str, dependencies: &Value) -> usize {
        check(&[json!({ "name": package, "dependencies": dependencies })]).len()
    }

    fn foreign(name: &str) -> Value {
        json!({ "name": name, "kind": null })
    }

    fn own(name: &str, kind: Option<&str>) -> Value {
        json!({ "name": name, "kind": kind, "path": "crates/x" })
    }

    #[test]
    fn the_domain_takes_only_what_is_listed() {
        let allowed = json!([foreign("chrono"), own("muster-memory", Some("dev"))]);
        assert_eq!(findings("muster-domain", &allowed), 0);
        let refused = json!([foreign("serde"), own("muster-memory", None)]);
        assert_eq!(findings("muster-domain", &refused), 2);
    }

    #[test]
    fn adapters_do_not_know_each_other() {
        let dependencies = json!([own("muster-persistence", None), foreign("poem")]);
        assert_eq!(findings("muster-http", &dependencies), 1);
        assert_eq!(findings("muster-app", &dependencies), 0);
    }

    #[test]
    fn a_crate_without_a_rule_is_told() {
        assert_eq!(findings("muster-extra", &json!([])), 1);
    }
}
