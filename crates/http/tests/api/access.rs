//! Who may use which route: every route has a rule, and the router keeps to it, as the domain's table says (ruling 21).

use std::collections::BTreeSet;

use muster_domain::model::access::{Action, permits};
use muster_domain::model::membership::MemberRole;
use muster_http::{Access, RouteRule, rules};
use poem::http::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Somebody, World, answered};

const CSRF: &str = "0123456789abcdef0123456789abcdef";

fn is_page(rule: &RouteRule) -> bool {
    !rule.path.starts_with("/api/")
}

fn permitted(route: &RouteRule, role: MemberRole) -> bool {
    match route.access {
        Access::Public => true,
        Access::SignedIn => role != MemberRole::Deactivated,
        // The routes are tried on somebody else.
        Access::Role(action) | Access::OneselfOr(action) => permits(role, action),
        Access::Nobody => false,
    }
}

/// People of one organization, and what can be done to it.
struct Scene {
    world: World,
    owner: Somebody,
    ann: Somebody,
    invitation: i64,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new();
        let owner = world.founder("owner@example.com").await;
        let ann = world.member(&owner, "ann@example.com", "AN").await;
        let invitation = world.invite(&owner, "guest@example.com", "AN").await;
        Self {
            world,
            owner,
            ann,
            invitation,
        }
    }

    async fn somebody(&self, role: MemberRole) -> Somebody {
        let (world, owner) = (&self.world, &self.owner);
        let email = "somebody@example.com";
        match role {
            MemberRole::Pending => world.newcomer(owner, email).await,
            _ => world.member(owner, email, role.code()).await,
        }
    }

    fn path(&self, rule: &RouteRule, organization: i64) -> String {
        rule.path
            .replace(
                "/api/organizations/:id",
                &format!("/api/organizations/{organization}"),
            )
            .replace(":organization", &organization.to_string())
            .replace(":user_id", &self.ann.user.to_string())
            .replace(":user", &self.ann.user.to_string())
            .replace(":id", &self.ann.user.to_string())
            .replace(":invitation_id", &self.invitation.to_string())
            .replace(":invitation", &self.invitation.to_string())
    }

    /// Something that each route can read.
    fn body(&self, rule: &RouteRule) -> Value {
        match rule.path {
            "/api/users" => json!({"email": "new@example.com"}),
            "/api/users/:id" => json!({"first_name": "A"}),
            "/api/invite/send-email" => json!({"emails": ["new@example.com"]}),
            "/api/invite/revoke" => json!({"email": "guest@example.com"}),
            "/api/jwt/settings" => json!({"api_token_ttl_days": 5}),
            _ => json!({"user_id": self.ann.user, "role": "RE", "title": "T", "default_role": "AN",
                        "max_uses": 5, "max_session_age": 60}),
        }
    }

    /// Tries the route, as the browser's own page or script would where a cookie is shown.
    async fn tries(&self, rule: &RouteRule, by: Option<&str>, origin: Option<&str>) -> Answer {
        let method: Method = rule.method.parse().expect("a method");
        let path = self.path(rule, self.owner.organization);
        let mut request = self.world.client.request(method.clone(), path);
        let cookie = by.map(|session| format!("; sessionid={session}"));
        let cookie = format!("csrftoken={CSRF}{}", cookie.unwrap_or_default());
        request = request.header("Cookie", cookie).header("X-CSRFToken", CSRF);
        if let Some(origin) = origin {
            request = request.header("Origin", origin);
        }
        if method != Method::GET && !is_page(rule) {
            request = request.body_json(&self.body(rule));
        } else if method != Method::GET {
            request = request
                .content_type("application/x-www-form-urlencoded")
                .body(format!(
                    "role=RE&emails=new%40example.com&active_organization={0}&organization={0}",
                    self.owner.organization
                ));
        }
        answered(request).await
    }
}

/// Whether a rule of access refused it, and not a rule of the thing itself.
fn refused(answer: &Answer) -> bool {
    let location = answer.headers.get("location");
    let to_log_in =
        location.is_some_and(|to| to.to_str().is_ok_and(|to| to.contains("/user/login")));
    let code = answer.body["code"].as_str();
    match answer.status {
        302 => to_log_in,
        401 => true,
        403 => matches!(code, None | Some("forbidden" | "membership_pending")),
        _ => false,
    }
}

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

#[tokio::test]
async fn without_a_credential_or_with_a_wrong_one_nothing_happens() {
    let scene = Scene::new().await;
    for rule in rules().iter().filter(|rule| rule.access != Access::Public) {
        for by in [None, Some("mus_wrong")] {
            let answer = scene.tries(rule, by, None).await;
            assert!(refused(&answer), "{rule:?} {by:?}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn a_foreign_origin_changes_nothing_by_cookie() {
    let scene = Scene::new().await;
    let changing = rules();
    let changing = changing.iter().filter(|rule| rule.method != "GET");
    for rule in changing {
        let by = Some(scene.owner.session.as_str());
        let answer = scene.tries(rule, by, Some("https://evil.example")).await;
        assert_eq!(answer.status, 403, "{rule:?}");
    }
}

#[tokio::test]
async fn another_organization_is_not_there() {
    let scene = Scene::new().await;
    let stranger = scene.world.founder("stranger@example.com").await;
    for rule in rules()
        .iter()
        .filter(|rule| rule.path.starts_with("/api/organizations/:id"))
    {
        let method: Method = rule.method.parse().expect("a method");
        let path = scene.path(rule, scene.owner.organization);
        let answer = scene
            .world
            .send(&stranger, method, &path, &scene.body(rule))
            .await;
        assert_eq!(answer.status, 404, "{rule:?}");
    }
}

#[tokio::test]
async fn no_role_can_do_what_the_table_forbids_and_each_what_it_permits() {
    for rule in rules() {
        for role in MemberRole::ALL {
            let scene = Scene::new().await;
            let somebody;
            let session = if role == MemberRole::Owner {
                &scene.owner.session
            } else {
                somebody = scene.somebody(role).await;
                &somebody.session
            };
            let answer = scene.tries(&rule, Some(session), None).await;
            if rule.access == Access::Public
                || rule.access == Access::Role(Action::Leave) && role == MemberRole::Owner
            {
                continue;
            }
            assert_eq!(
                !refused(&answer),
                permitted(&rule, role),
                "{} {} by {}: {} {}",
                rule.method,
                rule.path,
                role.code(),
                answer.status,
                answer.body["code"]
            );
        }
    }
}
