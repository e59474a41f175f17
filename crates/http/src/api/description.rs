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
            tell_inputs(&mut description);
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
    let is_api = rule.path.starts_with("/api/");
    let refreshes = rule.path == "/api/token/refresh";
    let is_public = rule.access == Access::Public;
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    if rule.access == Access::Nobody {
        responses.retain(|status, _| !status.starts_with('2'));
    }
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
        let mut response = json!({
            "description": what,
            "content": { "application/json; charset=utf-8": { "schema": schema } },
        });
        if let Some(header) = header_of(status) {
            response["headers"] = header;
        }
        responses.insert(status.to_owned(), response);
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
    let never = [
        ("PATCH", "/api/current-user"),
        ("PATCH", "/api/users/:id"),
        ("DELETE", "/api/organizations/:id/memberships/:user_id"),
    ];
    tell(
        "405",
        never.contains(&(rule.method, rule.path)),
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
    tell(
        "503",
        is_api && rule.path != "/api/version" || matches!(rule.path, "/ready" | "/metrics"),
        "The server cannot do it now; try again as `Retry-After` says.",
    );
}

/// The header that goes with a status.
fn header_of(status: &str) -> Option<Value> {
    let (name, what, schema) = match status {
        "401" => (
            "WWW-Authenticate",
            "The way to show a credential.",
            json!({ "type": "string" }),
        ),
        "405" => (
            "Allow",
            "The methods that the path takes.",
            json!({ "type": "string" }),
        ),
        "429" | "503" => (
            "Retry-After",
            "How soon to try again, in seconds.",
            json!({ "type": "integer", "minimum": 1 }),
        ),
        _ => return None,
    };
    let header = json!({ "description": what, "required": true, "schema": schema });
    Some(json!({ name: header }))
}

/// A body without a field that must be sent need not be sent either, and a form has texts alone. A parameter that
/// is left empty was not sent.
fn tell_inputs(description: &mut Value) {
    let schemas = description["components"]["schemas"].clone();
    let Some(paths) = description["paths"].as_object_mut() else {
        return;
    };
    let operations = paths.values_mut().filter_map(Value::as_object_mut);
    for operation in operations.flat_map(Map::values_mut) {
        for parameter in list_mut(operation, "parameters") {
            if parameter["in"] == "query" {
                parameter["allowEmptyValue"] = true.into();
            }
        }
        if let Some(body) = operation.get_mut("requestBody") {
            tell_body(body, &schemas);
        }
    }
}

fn tell_body(body: &mut Value, schemas: &Value) {
    let name = body["content"]["application/json"]["schema"]["$ref"].as_str();
    let Some(schema) = name.and_then(|path| schemas.get(path.strip_prefix(SCHEMAS)?)) else {
        return;
    };
    if schema.get("required").is_none() {
        body["required"] = false.into();
    }
    let Some(content) = body["content"].as_object_mut() else {
        return;
    };
    match as_form(schema.clone()) {
        Some(form) => content[FORM]["schema"] = form,
        None => _ = content.remove(FORM),
    }
}

/// The same schema for a form, which has neither null nor objects; none where it cannot say what must be said.
fn as_form(mut schema: Value) -> Option<Value> {
    let required = schema.get("required").cloned().unwrap_or_default();
    let fields = schema.get_mut("properties")?.as_object_mut()?;
    let holds_objects =
        |field: &Value| field["type"] == "object" || field["items"]["$ref"].is_string();
    fields.retain(|_, field| !holds_objects(field));
    let sayable = |name: &Value| name.as_str().is_some_and(|name| fields.contains_key(name));
    if !required.as_array().into_iter().flatten().all(sayable) {
        return None;
    }
    for field in fields.values_mut().filter_map(Value::as_object_mut) {
        field.remove("nullable");
    }
    Some(schema)
}

fn list_mut<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    let list = value.get_mut(name).and_then(Value::as_array_mut);
    list.into_iter().flatten()
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Where the schemas are.
const SCHEMAS: &str = "#/components/schemas/";

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
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
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
                match schema.and_then(|path| path.strip_prefix(SCHEMAS)) {
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
    json!({ "$ref": format!("{SCHEMAS}{schema}") })
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
