//! Keyboard shortcuts on the wire: a JSON value that clients keep for a person.

use std::collections::BTreeMap;

use muster_domain::model::account::Hotkeys;
use poem_openapi::Object;
use poem_openapi::registry::MetaSchema;
use poem_openapi::types::Any;
use serde_json::{Map, Value, json};

use super::AnyJson;
use super::sent::{Form, Sent};

/// The most shortcuts, and the longest names and keys (Label Studio's limits).
const MOST: usize = 200;
const NAME_CHARS: usize = 100;
const KEY_CHARS: usize = 50;
/// What the operating system or the browser takes for itself.
const TAKEN: [&str; 6] = [
    "alt+f4",
    "cmd+q",
    "ctrl+alt+delete",
    "ctrl+shift+esc",
    "meta+q",
    "win+l",
];

/// The caller's keyboard shortcuts.
#[derive(Object)]
pub(crate) struct CustomHotkeys {
    /// By `section:action`, each `{"key": …, "active": …}`.
    custom_hotkeys: AnyJson,
}

/// The shortcuts to store.
#[derive(Object)]
pub(crate) struct HotkeysPatch {
    /// By `section:action`.
    #[oai(validator(max_properties = 200))]
    custom_hotkeys: BTreeMap<String, Hotkey>,
}

/// A keyboard shortcut. Other fields are kept.
#[derive(Object)]
pub(crate) struct Hotkey {
    /// What to press; null for nothing.
    key: Sent<Key>,
    active: Option<bool>,
}

/// The keys of a shortcut.
pub(crate) struct Key;

impl Form for Key {
    fn schema() -> MetaSchema {
        MetaSchema {
            nullable: true,
            min_length: Some(1),
            max_length: Some(KEY_CHARS),
            ..MetaSchema::new("string")
        }
    }
}

impl CustomHotkeys {
    /// Those that were stored; an empty object where none were.
    pub(crate) fn new(stored: Option<&Hotkeys>) -> Self {
        let stored = stored.and_then(value);
        Self {
            custom_hotkeys: Any(stored.unwrap_or_else(|| json!({}))),
        }
    }
}

/// As a field of a user: null where none were stored.
pub(crate) fn shown(stored: Option<&Hotkeys>) -> AnyJson {
    Any(stored.and_then(value).unwrap_or_default())
}

fn value(stored: &Hotkeys) -> Option<Value> {
    serde_json::from_str(stored.as_str()).ok()
}

/// Judges what was sent.
pub(crate) fn parse(sent: Value) -> Result<Hotkeys, String> {
    let Value::Object(hotkeys) = sent else {
        return Err("Expected a dictionary of hotkeys.".to_owned());
    };
    if hotkeys.len() > MOST {
        return Err(format!("There may be at most {MOST} hotkeys."));
    }
    for (name, hotkey) in &hotkeys {
        judge(name, hotkey)?;
    }
    Hotkeys::new(Value::Object(hotkeys).to_string()).map_err(|error| error.to_string())
}

fn judge(name: &str, hotkey: &Value) -> Result<(), String> {
    if name.chars().count() > NAME_CHARS {
        return Err(format!(
            "The name of a hotkey may not have more than {NAME_CHARS} characters."
        ));
    }
    let both = name.split_once(':');
    if !both.is_some_and(|(section, action)| !section.is_empty() && !action.is_empty()) {
        return Err(format!("\"{name}\" is not of the form section:action."));
    }
    let hotkey: &Map<String, Value> = hotkey
        .as_object()
        .ok_or_else(|| format!("\"{name}\" is not a dictionary."))?;
    match hotkey.get("active") {
        None | Some(Value::Bool(_)) => {}
        Some(_) => return Err(format!("\"active\" of \"{name}\" must be a valid boolean.")),
    }
    match hotkey.get("key") {
        Some(Value::String(key)) if key.chars().count() > KEY_CHARS => Err(format!(
            "The key of \"{name}\" may not have more than {KEY_CHARS} characters."
        )),
        Some(Value::String(key)) if TAKEN.contains(&plain(key).as_str()) => Err(format!(
            "The key of \"{name}\" is one that the system takes for itself."
        )),
        Some(Value::String(key)) if key.is_empty() => {
            Err(format!("The key of \"{name}\" may not be blank."))
        }
        // Null takes the shortcut away.
        Some(Value::String(_) | Value::Null) => Ok(()),
        Some(_) => Err(format!("The key of \"{name}\" is not a valid string.")),
        None => Err(format!("\"{name}\" has no key.")),
    }
}

fn plain(key: &str) -> String {
    let keys: String = key.chars().filter(|c| !c.is_whitespace()).collect();
    keys.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_a_hotkey_is_kept_as_it_came() {
        for sent in [
            json!({}),
            json!({"annotation:submit": {"key": "ctrl+enter", "active": true}}),
            json!({"annotation:skip": {"key": null, "active": false, "description": "x"}}),
        ] {
            let kept = parse(sent.clone()).expect("valid");
            assert_eq!(value(&kept), Some(sent));
        }
    }

    #[test]
    fn what_is_none_is_told() {
        let long = "x".repeat(101);
        for wrong in [
            json!([]),
            json!(null),
            json!({"submit": {"key": "a"}}),
            json!({":submit": {"key": "a"}}),
            json!({"a:b": "x"}),
            json!({"a:b": {}}),
            json!({"a:b": {"key": ""}}),
            json!({"a:b": {"key": 1}}),
            json!({"a:b": {"key": "a", "active": "x"}}),
            json!({"a:b": {"key": long}}),
            json!({"a:b": {"key": "Ctrl + Alt + Delete"}}),
            json!({format!("a:{long}"): {"key": "a"}}),
        ] {
            assert!(parse(wrong.clone()).is_err(), "{wrong}");
        }
        let many = (0..=MOST).map(|n| (format!("a:{n}"), json!({"key": "a"})));
        assert!(parse(Value::Object(many.collect())).is_err());
    }

    proptest! {
        #[test]
        fn anything_is_judged(name in any::<String>(), key in any::<String>()) {
            let _ = parse(json!({ name: { "key": key } }));
        }
    }
}
