//! Makes the API's description tell what the framework does not: what may be null, and which refusals can happen where.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::rules;
use crate::edge::{Access, RouteRule};

/// The description as it is served.
pub(super) fn honest(spec: &str) -> String {
    match serde_json::from_str::<Value>(spec) {
        Ok(mut description) => {
            tell_refusals(&mut description);
            tell_nulls(&mut description);
            format!("{description:#}")
        }
        Err(_) => spec.to_owned(),
    }
}

/// Leaves each operation the refusals that can happen to it, by its rule, and adds those of the edge.
fn tell_refusals(description: &mut Value) {
    let rules = rules();
    let Some(paths) = description["paths"].as_object_mut() else {
        return;
    };
    for (path, operations) in paths {
        let Some(operations) = operations.as_object_mut() else {
            continue;
        };
        for (method, operation) in operations {
            let rule = rules.iter().find(|rule| {
                rule.method.eq_ignore_ascii_case(method) && braced(rule.path) == *path
            });
            if let Some(rule) = rule {
                tell_refusals_of(operation, rule);
            }
        }
    }
}

fn tell_refusals_of(operation: &mut Value, rule: &RouteRule) {
    let has_body = operation["requestBody"].is_object();
    let has_query = operation["parameters"]
        .as_array()
        .is_some_and(|all| all.iter().any(|parameter| parameter["in"] == "query"));
    let is_api = rule.path.starts_with("/api/");
    let refreshes = rule.path == "/api/token/refresh";
    let is_public = rule.access == Access::Public;
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    let bare: Map<String, Value> = BARE
        .iter()
        .filter(|(path, ..)| *path == rule.path)
        .map(|(_, status, schema)| ((*status).to_owned(), reference(schema)))
        .collect();
    let mut tell = |status: &str, can: bool, what: &str| {
        if !can {
            responses.remove(status);
            return;
        }
        let enveloped = reference("Error");
        let schema = match bare.get(status) {
            Some(bare) => json!({ "anyOf": [bare, enveloped] }),
            None => enveloped,
        };
        let response = json!({
            "description": what,
            "content": { "application/json; charset=utf-8": { "schema": schema } },
        });
        responses.entry(status).or_insert_with(|| response.clone());
        if bare.contains_key(status) {
            responses.insert(status.to_owned(), response);
        }
    };
    tell(
        "400",
        is_api,
        "The input cannot be right; `validation_errors` names every field at fault.",
    );
    tell(
        "401",
        is_api && (!is_public || refreshes),
        "No valid credential, or access has ended.",
    );
    tell(
        "403",
        is_api && (!is_public || rule.method != "GET"),
        "The caller may not do this, or no seat is free (`no_free_seat`).",
    );
    tell(
        "404",
        rule.path.contains(':') || bare_status(rule.path, "404") || is_about_secrets(rule.path),
        "There is no such thing, or it is none of the caller's.",
    );
    tell(
        "405",
        has_body || rule.path.contains(':'),
        "This is never done to it.",
    );
    tell(
        "409",
        rule.path == "/api/token" && rule.method == "POST",
        "There is a personal access token already.",
    );
    let ends = rule.path.contains("/invitations/") || rule.path == "/api/invite/revoke";
    tell(
        "410",
        ends,
        "An invitation that was good once has ended; `code` says how.",
    );
    tell(
        "413",
        has_body,
        "The body of the request is longer than this server reads.",
    );
    tell(
        "415",
        has_body,
        "The body is neither JSON nor a urlencoded form.",
    );
    tell(
        "429",
        refreshes,
        "Too many attempts; try again as `Retry-After` says.",
    );
    let _ = has_query;
    tell(
        "503",
        is_api && rule.path != "/api/version" || matches!(rule.path, "/ready" | "/metrics"),
        "The server cannot do it now; try again as `Retry-After` says.",
    );
}

/// Refusals that the contract answers without the error envelope.
const BARE: [(&str, &str, &str); 3] = [
    ("/api/token/rotate", "400", "BareDetail"),
    ("/api/token/blacklist", "404", "BareDetail"),
    ("/api/current-user/hotkeys", "400", "InvalidHotkeys"),
];

fn bare_status(path: &str, status: &str) -> bool {
    let mut bare = BARE.iter();
    bare.any(|(at, with, _)| *at == path && *with == status)
}

/// Where a secret can turn out to be sealed under another server key, or an address to have no invitation.
fn is_about_secrets(path: &str) -> bool {
    matches!(
        path,
        "/api/current-user/token"
            | "/api/invite"
            | "/api/invite/reset-token"
            | "/api/invite/revoke"
    )
}

/// A field of an answer that need not be there is there as null, but for those of an error.
fn tell_nulls(description: &mut Value) {
    let mut answered = BTreeSet::new();
    if let Some(paths) = description["paths"].as_object() {
        for operation in paths
            .values()
            .filter_map(Value::as_object)
            .flat_map(Map::values)
        {
            collect(&operation["responses"], description, &mut answered);
        }
    }
    answered.remove("Error");
    let Some(schemas) = description["components"]["schemas"].as_object_mut() else {
        return;
    };
    for (_, schema) in schemas
        .iter_mut()
        .filter(|(name, _)| answered.contains(*name))
    {
        let required: Vec<String> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let Some(properties) = schema["properties"].as_object_mut() else {
            continue;
        };
        let names: Vec<String> = properties.keys().cloned().collect();
        for (name, property) in properties {
            if !required.contains(name) {
                *property = nullable(property.take());
            }
        }
        schema["required"] = json!(names);
    }
}

fn nullable(mut property: Value) -> Value {
    if let Some(property) = property.as_object_mut()
        && !property.contains_key("$ref")
    {
        if !property.is_empty() {
            property.insert("nullable".to_owned(), true.into());
        }
        return Value::Object(std::mem::take(property));
    }
    json!({ "allOf": [property], "nullable": true })
}

/// The names of the schemas that a value refers to, and of those that they refer to.
fn collect(value: &Value, description: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let schema = field.as_str().filter(|_| name == "$ref");
                match schema.and_then(|path| path.strip_prefix("#/components/schemas/")) {
                    Some(schema) if names.insert(schema.to_owned()) => {
                        collect(
                            &description["components"]["schemas"][schema],
                            description,
                            names,
                        );
                    }
                    Some(_) => {}
                    None => collect(field, description, names),
                }
            }
        }
        Value::Array(values) => {
            for value in values {
                collect(value, description, names);
            }
        }
        _ => {}
    }
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// A path as the description writes it.
fn braced(path: &str) -> String {
    let segments = path
        .split('/')
        .map(|segment| match segment.strip_prefix(':') {
            Some(name) => format!("{{{name}}}"),
            None => segment.to_owned(),
        });
    segments.collect::<Vec<_>>().join("/")
}
