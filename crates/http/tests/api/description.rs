//! The API's description, as tools read it.

use poem::http::Method;
use serde_json::{Value, json};

use crate::world::{World, answered};

fn description() -> Value {
    serde_json::from_str(&muster_http::openapi()).expect("JSON")
}

/// Every operation with its method and path.
fn operations(description: &Value) -> Vec<(String, &Value)> {
    let paths = description["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().expect("operations");
        let named = operations.iter();
        named.map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    operations.collect()
}

#[test]
fn every_schema_is_one() {
    let description = description();
    let schemas = description["components"]["schemas"].as_object();
    for (name, schema) in schemas.expect("schemas") {
        for (keyword, value) in schema.as_object().expect("a schema") {
            assert!(!value.is_null(), "{keyword} of {name}");
        }
    }
}

#[test]
fn every_operation_is_named_and_tells_how_it_refuses() {
    let description = description();
    for (name, operation) in operations(&description) {
        assert!(operation["summary"].is_string(), "{name}");
        assert_eq!(
            operation["tags"].as_array().map(Vec::len),
            Some(1),
            "{name}"
        );
        let answers = operation["responses"].as_object().expect("answers");
        for (status, answer) in answers {
            assert!(answer["description"].is_string(), "{status} of {name}");
            let header = match status.as_str() {
                "401" => "WWW-Authenticate",
                "405" => "Allow",
                "429" | "503" => "Retry-After",
                _ => "",
            };
            let told = header.is_empty() || answer["headers"][header]["required"] == true;
            assert!(told, "{status} of {name}");
            if status.starts_with(['4', '5']) {
                let schema = &answer["content"]["application/json; charset=utf-8"]["schema"];
                let shape = schema.to_string();
                assert!(shape.contains("/Error\""), "{status} of {name}: {shape}");
            }
        }
    }
}

#[test]
fn what_is_never_done_has_no_success() {
    let description = description();
    let create = &description["paths"]["/api/organizations"]["post"];
    let answers = create["responses"].as_object().expect("answers");
    assert!(answers.keys().all(|status| status.starts_with(['4', '5'])));
}

#[test]
fn a_form_is_described_without_null_and_without_objects() {
    let description = description();
    let form = |path: &str| {
        let content = &description["paths"][path]["patch"]["requestBody"]["content"];
        content["application/x-www-form-urlencoded"]["schema"]["properties"].clone()
    };
    let user = form("/api/current-user");
    assert!(user["allow_newsletters"].is_object());
    assert_eq!(user["allow_newsletters"]["nullable"], Value::Null);
    assert_eq!(user["custom_hotkeys"], Value::Null);
    assert_eq!(form("/api/current-user/hotkeys"), Value::Null);
}

#[tokio::test]
async fn a_body_that_need_not_be_sent_is_described_so() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    for (method, path, status) in [
        (Method::PATCH, "/api/organization", 200),
        (Method::PATCH, "/api/session-policy", 200),
        (Method::POST, "/api/invite/revoke", 400),
    ] {
        let required = &description()["paths"][path][method.as_str().to_lowercase()]["requestBody"]
            ["required"];
        assert_eq!(*required, json!(status == 400), "{path}");
        let answer = world.ask(&owner, method, path).await;
        assert_eq!(answer.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_path_that_another_one_covers_names_its_own_methods() {
    let world = World::new();
    let path = "/api/organizations/0/memberships/me";
    let answer = answered(world.client.request(Method::OPTIONS, path)).await;
    assert_eq!(answer.headers["allow"], "DELETE, OPTIONS");
}

#[tokio::test]
async fn a_password_is_taken_to_the_letter_and_never_as_a_number() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let set = async |password: Value| {
        let request = world.by(&owner, Method::PATCH, "/api/current-user");
        answered(request.body_json(&json!({ "password": password }))).await
    };
    let refused = set(json!(12_345_678.50)).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body["validation_errors"]["password"].is_array());
    assert_eq!(set(json!("12345678.50")).await.status, 200);
}
