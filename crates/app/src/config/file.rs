//! `muster.toml`: a flat table, each key one setting.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::problem::Problem;

/// The file's name where none is given.
const NAME: &str = "muster.toml";

/// What the file says; nothing where there is none.
#[derive(Default)]
pub(crate) struct File {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its values as texts.
    pub(super) values: BTreeMap<String, String>,
}

impl File {
    /// Reads the file that `--config` names, or `muster.toml` in the working directory where there is one.
    /// What is wrong with it is added to the problems.
    pub(super) fn read(given: Option<&Path>, problems: &mut Vec<Problem>) -> Self {
        let path = given.unwrap_or(Path::new(NAME));
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(path, &text, problems),
            Err(error) if given.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                Self::default()
            }
            Err(error) => {
                problems.push(Problem::new(
                    path.display(),
                    format!("cannot be read: {error}"),
                ));
                Self::default()
            }
        }
    }

    /// Reads the text of a file. Nothing of the text is repeated in a problem: it may hold secrets.
    pub(super) fn parse(path: &Path, text: &str, problems: &mut Vec<Problem>) -> Self {
        let mut values = BTreeMap::new();
        match text.parse::<toml::Table>() {
            Ok(table) => {
                for (key, value) in table {
                    match as_text(&value) {
                        Some(text) => _ = values.insert(key, text),
                        None => problems.push(Problem::new(
                            format!("{} ({key})", path.display()),
                            "is neither a text, a number, true or false, nor a list of these",
                        )),
                    }
                }
            }
            Err(error) => {
                let line = error.span().map_or(1, |span| {
                    1 + text[..span.start.min(text.len())].matches('\n').count()
                });
                problems.push(Problem::new(
                    format!("{}, line {line}", path.display()),
                    error.message().lines().next().unwrap_or("is not TOML"),
                ));
            }
        }
        Self {
            path: path.to_owned(),
            values,
        }
    }
}

/// The value as it would stand in a variable.
fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(switch) => Some(switch.to_string()),
        toml::Value::Array(items) => {
            let item = |item: &toml::Value| if item.is_array() { None } else { as_text(item) };
            let items: Option<Vec<_>> = items.iter().map(item).collect();
            items.map(|items| items.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> (BTreeMap<String, String>, Vec<String>) {
        let mut problems = Vec::new();
        let file = File::parse(Path::new(NAME), text, &mut problems);
        (
            file.values,
            problems.iter().map(ToString::to_string).collect(),
        )
    }

    #[test]
    fn values_become_texts() {
        let (values, problems) = parse("a = 'x'\nb = 7\nc = true\nd = ['p', 'q']\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(
            values.values().collect::<Vec<_>>(),
            ["x", "7", "true", "p,q"]
        );
    }

    #[test]
    fn other_values_are_named() {
        let (_, problems) = parse("a = 1.5\nb = [[1]]\n[c]\nd = 1\n");
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[0].starts_with("muster.toml (a): "), "{problems:?}");
    }

    #[test]
    fn a_damaged_file_is_told_by_line_without_its_text() {
        let (_, problems) = parse("listen = '127.0.0.1:1'\nsecret_key = 'hush hush\n");
        assert!(
            problems[0].starts_with("muster.toml, line 2: "),
            "{problems:?}"
        );
        assert!(!problems[0].contains("hush"), "{problems:?}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            parse(&text);
        }
    }
}
