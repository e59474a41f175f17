//! An organization with people in every role, and a request for every route that does something there.

use std::sync::Arc;

use muster_domain::model::membership::MemberRole;
use muster_http::{HttpConfig, RateLimits, RouteRule};
use poem::Response;
use poem::endpoint::BoxEndpoint;
use poem::http::Method;
use poem::test::TestRequestBuilder;
use serde_json::{Value, json};

use super::rehearsal::Rehearsal;
use crate::vendor::license;
use crate::world::{Somebody, World, config, settings};

/// The public address.
pub(super) const OURS: &str = "https://ls.example.com";
/// What a browser of ours has as cookie `csrftoken`, and repeats.
pub(super) const CSRF: &str = "0123456789abcdef0123456789abcdef";
/// An id that nothing has.
pub(super) const NOWHERE: i64 = 999_999;

/// A way to show who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Cookie,
    LegacyToken,
    AccessToken,
    LegacyKey,
    AccessKey,
}

impl Way {
    pub(super) const ALL: [Self; 5] = [
        Self::Cookie,
        Self::LegacyToken,
        Self::AccessToken,
        Self::LegacyKey,
        Self::AccessKey,
    ];
}

/// A header that a request shows.
pub(super) type Header = (&'static str, String);

/// Somebody with one of everything that can be shown.
pub(super) struct Person {
    pub(super) somebody: Somebody,
    /// A personal access token.
    pub(super) refresh: String,
    /// An access token made from it.
    pub(super) access: String,
}

impl Person {
    pub(super) async fn new(world: &World, somebody: Somebody) -> Self {
        let refresh = world.personal_token(&somebody).await;
        let access = world.access_token(&refresh).await;
        Self {
            somebody,
            refresh,
            access,
        }
    }

    pub(super) fn shows(&self, way: Way) -> Header {
        let Somebody { token, session, .. } = &self.somebody;
        match way {
            Way::Cookie => ("Cookie", format!("sessionid={session}")),
            Way::LegacyToken => ("Authorization", format!("Token {token}")),
            Way::AccessToken => ("Authorization", format!("Bearer {}", self.access)),
            Way::LegacyKey => ("X-Api-Key", token.clone()),
            Way::AccessKey => ("X-Api-Key", self.access.clone()),
        }
    }
}

/// What a request is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ids {
    pub(super) organization: i64,
    pub(super) user: i64,
    pub(super) invitation: i64,
}

/// The organization. Nothing that is tried in it is kept.
pub(super) struct Scene {
    pub(super) world: World,
    pub(super) store: Rehearsal,
    /// One in each role, in the order of [`MemberRole::ALL`].
    pub(super) people: Vec<(MemberRole, Person)>,
    /// The organization itself, one of its Annotators, and an invitation that is open.
    pub(super) here: Ids,
    /// The same of another organization.
    pub(super) elsewhere: Ids,
}

impl Scene {
    pub(super) async fn new() -> Self {
        let scene = Self::before_the_rehearsal().await;
        scene.begin();
        scene
    }

    /// Where more is to happen that is kept.
    pub(super) async fn before_the_rehearsal() -> Self {
        let store = Rehearsal::default();
        let config = HttpConfig {
            rate_limits: RateLimits::Off,
            ..config(OURS)
        };
        let memory = Arc::new(store.memory());
        let world = World::on(Arc::new(store.clone()), memory, settings(), config);
        let elsewhere = organization(&world, "elsewhere.example").await.1;
        let (owner, here) = organization(&world, "here.example").await;
        let mut people = Vec::new();
        for role in MemberRole::ALL.into_iter().skip(1) {
            let email = format!("{}@here.example", role.code());
            // Who is to lose access has been somebody before, with tokens of every kind.
            let somebody = world.member(&owner, &email, "AN").await;
            let person = Person::new(&world, somebody).await;
            let given = world.give_role(&owner, &person.somebody, role.code()).await;
            assert_eq!(given.status, 200, "{given:?}");
            people.push((role, person));
        }
        people.insert(0, (MemberRole::Owner, Person::new(&world, owner).await));
        Self {
            world,
            store,
            people,
            here,
            elsewhere,
        }
    }

    /// From now on nothing is kept.
    pub(super) fn begin(&self) {
        self.store.begin();
        self.store.commits();
    }

    pub(super) fn person(&self, role: MemberRole) -> &Person {
        let mut people = self.people.iter();
        let found = people.find(|(of, _)| *of == role);
        &found.expect("one in each role").1
    }

    /// A request as a page or script of ours sends it.
    pub(super) fn request(
        &self,
        rule: &RouteRule,
        ids: Ids,
        shown: Option<&Header>,
    ) -> TestRequestBuilder<'_, BoxEndpoint<'static, Response>> {
        let request = self.without_csrf(rule, ids, shown);
        request.header("X-CSRFToken", CSRF)
    }

    /// The same without a sign that it was a page of ours.
    pub(super) fn without_csrf(
        &self,
        rule: &RouteRule,
        ids: Ids,
        shown: Option<&Header>,
    ) -> TestRequestBuilder<'_, BoxEndpoint<'static, Response>> {
        let method: Method = rule.method.parse().expect("a method");
        let csrf = format!("csrftoken={CSRF}");
        let request = self.world.client.request(method, path(rule, ids));
        let request = match shown {
            Some(("Cookie", session)) => request.header("Cookie", format!("{csrf}; {session}")),
            Some((name, value)) => request.header("Cookie", csrf).header(*name, value),
            None => request.header("Cookie", csrf),
        };
        match self.body(rule, ids, shown) {
            Value::Null => request,
            body if is_page(rule) => {
                let form = serde_urlencoded::to_string(body.as_object()).expect("a form");
                request
                    .content_type("application/x-www-form-urlencoded")
                    .body(form)
            }
            body => request.body_json(&body),
        }
    }

    fn body(&self, rule: &RouteRule, ids: Ids, shown: Option<&Header>) -> Value {
        match rule.method {
            "GET" | "HEAD" | "DELETE" => Value::Null,
            _ if is_page(rule) => form(rule, ids, self.personal_token_of(shown)),
            _ => json_of(rule, ids, self.personal_token_of(shown)),
        }
    }

    /// The personal access token of whoever shows this.
    fn personal_token_of(&self, shown: Option<&Header>) -> &str {
        let is_shown = |person: &&Person| {
            Way::ALL
                .map(|way| person.shows(way))
                .iter()
                .any(|own| Some(own) == shown)
        };
        let mut people = self.people.iter().map(|(_, person)| person);
        people.find(is_shown).map_or("", |person| &person.refresh)
    }

    /// Whether the request is about this kind of id, in its path or in its body.
    pub(super) fn names(&self, rule: &RouteRule, with: Ids, other: Ids) -> bool {
        let said = |ids| (path(rule, ids), self.body(rule, ids, None));
        said(with) != said(other)
    }
}

/// An organization with an Annotator and an open invitation.
async fn organization(world: &World, domain: &str) -> (Somebody, Ids) {
    let owner = world.founder(&format!("owner@{domain}")).await;
    let ann = world.member(&owner, &format!("ann@{domain}"), "AN").await;
    let guest = format!("guest@{domain}");
    let ids = Ids {
        organization: owner.organization,
        user: ann.user,
        invitation: world.invite(&owner, &guest, "AN").await,
    };
    (owner, ids)
}

pub(super) fn is_page(rule: &RouteRule) -> bool {
    !rule.path.starts_with("/api/")
}

pub(super) fn is_unsafe(rule: &RouteRule) -> bool {
    rule.method != "GET"
}

pub(super) fn path(rule: &RouteRule, ids: Ids) -> String {
    let segment = |(before, segment): (&str, &str)| match (before, segment) {
        ("organizations", ":id") | (_, ":organization") => ids.organization.to_string(),
        ("users", ":id") | (_, ":user_id" | ":user") => ids.user.to_string(),
        (_, ":invitation_id" | ":invitation") => ids.invitation.to_string(),
        (_, segment) => segment.to_owned(),
    };
    let segments: Vec<&str> = rule.path.split('/').collect();
    let before = [""].into_iter().chain(segments.iter().copied());
    let path: Vec<String> = before.zip(segments.iter().copied()).map(segment).collect();
    path.join("/")
}

/// A body with which the API does something.
fn json_of(rule: &RouteRule, ids: Ids, refresh: &str) -> Value {
    match rule.path {
        "/api/organization" | "/api/organizations/:id" => json!({"title": "New"}),
        "/api/organizations/:id/set-default-role" => json!({"default_role": "AN"}),
        "/api/organizations/:id/transfer-ownership" => json!({"user_id": ids.user}),
        "/api/organizations/:id/memberships" => json!({"user_id": ids.user, "role": "RE"}),
        "/api/organizations/:id/memberships/bulk" => {
            json!({"changes": [{"user_id": ids.user, "role": "RE"}]})
        }
        "/api/organizations/:id/license" => {
            json!({"license": license("l-1", 99, "2999-12-31")})
        }
        "/api/organizations/:id/invite-link" => json!({"max_uses": 5}),
        "/api/organizations/:id/invitations/:invitation_id" => json!({"role": "RE"}),
        "/api/invite/send-email" => json!({"emails": ["new@here.example"], "role": "RE"}),
        "/api/invite/revoke" => json!({"email": "guest@here.example"}),
        "/api/current-user" => json!({"active_organization": ids.organization}),
        "/api/current-user/hotkeys" => json!({"custom_hotkeys": {}}),
        "/api/users" => json!({"email": "new@here.example"}),
        "/api/users/:id" => json!({"first_name": "New"}),
        "/api/jwt/settings" => json!({"api_token_ttl_days": 5}),
        "/api/session-policy" => json!({"max_session_age": 60}),
        "/api/token/refresh" | "/api/token/rotate" | "/api/token/blacklist" => {
            json!({"refresh": refresh})
        }
        "/api/organizations"
        | "/api/organizations/:id/invitations/:invitation_id/resend"
        | "/api/invite/reset-token"
        | "/api/current-user/reset-token"
        | "/api/token" => Value::Null,
        path => panic!("say here what {path} is sent"),
    }
}

/// A form with which a page does something.
fn form(rule: &RouteRule, ids: Ids, refresh: &str) -> Value {
    let organization = ids.organization;
    match rule.path {
        "/user/signup" | "/user/login" | "/user/password-reset" | "/user/invitation" => {
            json!({"email": "new@here.example", "password": "correct horse"})
        }
        "/user/account" => json!({"first_name": "New"}),
        "/user/account/password" => {
            json!({"current_password": "correct horse", "new_password": "battery staple"})
        }
        "/user/account/personal-token/revoke" => json!({"token": refresh}),
        "/user/account/theme" => json!({"theme": "dark"}),
        "/user/account/legacy-token"
        | "/user/account/personal-token"
        | "/user/account/organizations/:organization/leave"
        | "/logout" => json!({}),
        "/organization/invitations" | "/organization/invitations/preview" => {
            json!({"emails": "new@here.example", "role": "RE", "organization": organization})
        }
        "/organization/people/bulk" => {
            json!({"person": ids.user, "role": "RE", "step": "apply", "organization": organization})
        }
        "/organization/people/:user/role" | "/organization/invitations/:invitation/role" => {
            json!({"role": "RE", "organization": organization})
        }
        "/organization/usage/license" => json!({
            "license": license("l-1", 99, "2999-12-31"),
            "step": "install",
            "organization": organization,
        }),
        "/organization/settings" => json!({"title": "New", "organization": organization}),
        "/organization/settings/default-role" => {
            json!({"default_role": "AN", "organization": organization})
        }
        "/organization/settings/invite-link" => {
            json!({"max_uses": "5", "organization": organization})
        }
        "/organization/settings/tokens" => {
            json!({"personal": "on", "legacy": "on", "days": "5", "organization": organization})
        }
        "/organization/settings/sessions" => json!({
            "max_session_age": "60",
            "max_time_between_activity": "60",
            "organization": organization,
        }),
        "/organization/settings/owner" => json!({
            "new_owner": "ann@here.example",
            "current_password": "correct horse",
            "organization": organization,
        }),
        "/user/account/active-organization"
        | "/organization/people/:user/remove"
        | "/organization/invitations/:invitation/resend"
        | "/organization/invitations/:invitation/revoke"
        | "/organization/invitations/:invitation/link"
        | "/organization/invite-link/reset" => json!({"organization": organization}),
        path => panic!("say here what {path} is sent"),
    }
}
