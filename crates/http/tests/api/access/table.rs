//! Every route has a rule.

use std::collections::BTreeSet;

use muster_domain::model::membership::MemberRole;
use muster_http::{Access, RouteRule, rules};
use serde_json::Value;

use super::permitted;

#[test]
fn every_documented_route_has_a_rule_and_no_rule_stands_alone() {
    let description: Value = serde_json::from_str(&muster_http::openapi()).expect("JSON");
    let mut documented = BTreeSet::new();
    for (path, operations) in description["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys() {
            let path = path.replace('{', ":").replace('}', "");
            documented.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let name = |rule: &RouteRule| format!("{} {}", rule.method, rule.path);
    let ruled: BTreeSet<String> = rules().iter().map(name).collect();
    assert_eq!(ruled.len(), rules().len(), "a route has two rules");
    let missing: Vec<_> = documented.difference(&ruled).collect();
    assert!(missing.is_empty(), "no rule for {missing:?}");
    let is_described =
        |rule: &&RouteRule| rule.path.starts_with("/api/") && rule.path != "/api/openapi.json";
    let lonely: Vec<_> = rules()
        .iter()
        .filter(is_described)
        .map(name)
        .filter(|rule| !documented.contains(rule))
        .collect();
    assert!(lonely.is_empty(), "no route for {lonely:?}");
}

/// What the Organization page does, and by which call a script does it.
const SCRIPTED: [(&str, &str, &str); 17] = [
    (
        "/organization/invitations",
        "POST",
        "/api/invite/send-email",
    ),
    // It tells beforehand which entries the answer of that call would name as invalid.
    (
        "/organization/invitations/preview",
        "POST",
        "/api/invite/send-email",
    ),
    (
        "/organization/invitations/:invitation/resend",
        "POST",
        "/api/organizations/:id/invitations/:invitation_id/resend",
    ),
    (
        "/organization/invitations/:invitation/role",
        "PATCH",
        "/api/organizations/:id/invitations/:invitation_id",
    ),
    (
        "/organization/invitations/:invitation/revoke",
        "DELETE",
        "/api/organizations/:id/invitations/:invitation_id",
    ),
    (
        "/organization/invitations/:invitation/link",
        "GET",
        "/api/organizations/:id/invitations/:invitation_id/link",
    ),
    (
        "/organization/people/:user/role",
        "PATCH",
        "/api/organizations/:id/memberships",
    ),
    (
        "/organization/people/bulk",
        "POST",
        "/api/organizations/:id/memberships/bulk",
    ),
    (
        "/organization/people/:user/remove",
        "DELETE",
        "/api/organizations/:id/memberships/:user_id",
    ),
    (
        "/organization/invite-link/reset",
        "POST",
        "/api/invite/reset-token",
    ),
    (
        "/organization/usage/license",
        "PUT",
        "/api/organizations/:id/license",
    ),
    ("/organization/settings", "PATCH", "/api/organizations/:id"),
    (
        "/organization/settings/default-role",
        "PATCH",
        "/api/organizations/:id/set-default-role",
    ),
    (
        "/organization/settings/invite-link",
        "PATCH",
        "/api/organizations/:id/invite-link",
    ),
    ("/organization/settings/tokens", "POST", "/api/jwt/settings"),
    (
        "/organization/settings/sessions",
        "PATCH",
        "/api/session-policy",
    ),
    (
        "/organization/settings/owner",
        "POST",
        "/api/organizations/:id/transfer-ownership",
    ),
];

#[test]
fn k51_what_the_page_does_a_script_may_do_too() {
    let rules = rules();
    let access = |method: &str, path: &str| {
        let found = rules
            .iter()
            .find(|rule| (rule.method, rule.path) == (method, path));
        found.map(|rule| rule.access)
    };
    let forms = rules
        .iter()
        .filter(|rule| rule.method == "POST" && rule.path.starts_with("/organization"));
    for form in forms {
        let scripted = SCRIPTED.iter().find(|(page, ..)| *page == form.path);
        let (_, method, path) =
            scripted.unwrap_or_else(|| panic!("no call does what {} does", form.path));
        assert_eq!(
            access(method, path),
            Some(form.access),
            "{} and {method} {path}",
            form.path
        );
    }
}

#[test]
fn the_table() {
    println!(
        "{:<7}{:<62}{}",
        "",
        "",
        MemberRole::ALL.map(MemberRole::code).join(" ")
    );
    for rule in rules() {
        let marks = MemberRole::ALL.map(|role| if permitted(&rule, role) { " x" } else { " ." });
        let visitor = if rule.access == Access::Public {
            "anybody"
        } else {
            ""
        };
        println!(
            "{:<7}{:<62}{} {visitor}",
            rule.method,
            rule.path,
            marks.join(" ")
        );
    }
}
