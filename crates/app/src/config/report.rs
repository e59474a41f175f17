//! The settings as `config show` prints them: each value with where it came from.

use serde::Serialize;

use super::label_studio::unused;
use super::layers::{Found, Layers};
use super::setting::{Fallback, MASK, Setting};
use super::{SETTINGS, first_owner};

/// One line of the report.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    /// The setting's name, as a variable.
    pub(crate) name: String,
    /// Its value, masked where it is secret; none where there is none.
    pub(crate) value: Option<String>,
    /// Where it came from.
    pub(crate) source: String,
}

/// Every setting, then the first Owner where one is named, then what has no effect.
pub(crate) fn rows(layers: &Layers) -> Vec<Row> {
    let no_effect = unused::look_through(layers).into_iter();
    let no_effect = no_effect.map(|no_effect| Row {
        name: no_effect.place,
        value: None,
        source: format!("no effect: {}", no_effect.why),
    });
    SETTINGS
        .iter()
        .map(|setting| row(layers, setting))
        .chain(first_owner(layers))
        .chain(no_effect)
        .collect()
}

fn first_owner(layers: &Layers) -> Vec<Row> {
    let row = |name: &str, value: &str, found: &Found| Row {
        name: name.to_owned(),
        value: Some(value.to_owned()),
        source: found.origin.to_string(),
    };
    match first_owner::said(layers) {
        Ok(None) => Vec::new(),
        Ok(Some(said)) => {
            let username = row("USERNAME", &said.username.text, &said.username);
            let password = row("PASSWORD", MASK, &said.password);
            let token = said.token.map(|token| row("USER_TOKEN", MASK, &token));
            [username, password].into_iter().chain(token).collect()
        }
        Err(problem) => vec![Row {
            name: "USERNAME".to_owned(),
            value: None,
            source: format!("wrong: {problem}"),
        }],
    }
}

fn row(layers: &Layers, setting: &Setting) -> Row {
    let (value, source) = match layers.find(setting) {
        Ok(Some(found)) if !found.text.is_empty() => {
            (Some(setting.masked(&found.text)), found.origin.to_string())
        }
        Ok(_) => match setting.fallback {
            Fallback::Value(text) => (Some(text.to_owned()), "default".to_owned()),
            Fallback::Words(words) => (None, format!("default: {words}")),
        },
        Err(problem) => (None, format!("wrong: {problem}")),
    };
    Row {
        name: setting.variable(),
        value,
        source,
    }
}
