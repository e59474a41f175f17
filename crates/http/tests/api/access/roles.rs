//! Every route tried by one in each role, in every way to show who one is: what the domain's table permits succeeds,
//! what it forbids is refused and changes nothing.

use muster_domain::model::access::{Action, permits};
use muster_domain::model::membership::MemberRole;
use muster_http::{Access, RouteRule, rules};

use super::scene::{Ids, Scene, Way, is_page, is_unsafe};
use super::{is_led_to_log_in, permitted, ruled};
use crate::world::{Answer, answered};

/// What the table permits and the thing itself refuses: method, path, who (all where none), status, reason.
const EXCEPTIONS: [(&str, &str, Option<MemberRole>, u16, &str); 4] = [
    (
        "DELETE",
        "/api/organizations/:id/memberships/me",
        Some(MemberRole::Owner),
        403,
        "an Owner hands over first",
    ),
    (
        "POST",
        "/user/account/organizations/:organization/leave",
        Some(MemberRole::Owner),
        403,
        "an Owner hands over first",
    ),
    (
        "POST",
        "/api/token",
        None,
        409,
        "everybody here has one, else nobody could show an access token",
    ),
    (
        "POST",
        "/user/account/personal-token",
        None,
        409,
        "likewise, on the page",
    ),
];

fn exception(route: &RouteRule, role: MemberRole) -> Option<u16> {
    EXCEPTIONS
        .iter()
        .find(|(method, path, who, ..)| {
            (*method, *path) == (route.method, route.path) && who.is_none_or(|who| who == role)
        })
        .map(|(.., status, _)| *status)
}

/// Whether success is written down. To be shown an invitation's link is, too; a form that only asks is not, nor what the
/// browser alone keeps.
fn is_recorded(route: &RouteRule) -> bool {
    let changes_nothing = ["/preview", "/theme"]
        .iter()
        .any(|end| route.path.ends_with(end));
    (is_unsafe(route) && !changes_nothing) || route.path.ends_with("/link")
}

/// Fails unless this was done, as the table permits, or is an exception.
pub(super) fn is_done(route: &RouteRule, role: MemberRole, answer: &Answer, commits: usize) {
    let said = told(route, role, answer);
    if let Some(status) = exception(route, role) {
        assert_eq!((answer.status, commits), (status, 0), "{said}");
        return;
    }
    let succeeded = matches!(answer.status, 200..=399) && !is_led_to_log_in(answer);
    assert!(succeeded, "{said}");
    assert_eq!(commits > 0, is_recorded(route), "{said}, {commits} commits");
}

fn told(route: &RouteRule, role: MemberRole, answer: &Answer) -> String {
    format!(
        "{} {} by {}: {} {}",
        route.method,
        route.path,
        role.code(),
        answer.status,
        answer.body["code"],
    )
}

/// Whether the answer is the refusal that this role gets.
fn is_refusal(answer: &Answer, route: &RouteRule, role: MemberRole) -> bool {
    let code = answer.body["code"].as_str();
    match role {
        MemberRole::Deactivated if is_page(route) => is_led_to_log_in(answer),
        MemberRole::Deactivated => (answer.status, code) == (401, Some("unauthenticated")),
        _ if is_page(route) => answer.status == 403,
        MemberRole::Pending => (answer.status, code) == (403, Some("membership_pending")),
        _ => (answer.status, code) == (403, Some("forbidden")),
    }
}

/// Every way; where the path names the organization, as its number and as "the active one".
fn tries(scene: &Scene, route: &RouteRule) -> Vec<(Way, Ids)> {
    let named = Way::ALL.map(|way| (way, scene.here));
    let active = Ids {
        organization: 0,
        ..scene.here
    };
    let by_alias = route.path.starts_with("/api/organizations/:id");
    let aliased = by_alias.then_some(Way::ALL.map(|way| (way, active)));
    named
        .into_iter()
        .chain(aliased.into_iter().flatten())
        .collect()
}

#[tokio::test]
async fn no_role_can_do_what_the_table_forbids_and_each_what_it_permits() {
    let scene = Scene::new().await;
    for route in ruled() {
        for (role, person) in &scene.people {
            for (way, ids) in tries(&scene, &route) {
                let shown = person.shows(way);
                let answer = answered(scene.request(&route, ids, Some(&shown))).await;
                let commits = scene.store.commits();
                if permitted(&route, *role) {
                    is_done(&route, *role, &answer, commits);
                    continue;
                }
                let said = told(&route, *role, &answer);
                assert!(is_refusal(&answer, &route, *role), "{way:?} {said}");
                assert_eq!(commits, 0, "{way:?} {said}");
            }
        }
    }
}

#[tokio::test]
async fn every_member_may_do_to_himself_what_the_table_says() {
    let scene = Scene::new().await;
    for route in ruled().filter(|route| matches!(route.access, Access::OneselfOr(_))) {
        for (role, person) in &scene.people {
            let oneself = Ids {
                user: person.somebody.user,
                ..scene.here
            };
            let shown = person.shows(Way::LegacyToken);
            let answer = answered(scene.request(&route, oneself, Some(&shown))).await;
            let commits = scene.store.commits();
            if permits(*role, Action::UseProduct) {
                is_done(&route, *role, &answer, commits);
            } else {
                assert!(is_refusal(&answer, &route, *role), "{answer:?}");
                assert_eq!(commits, 0, "{answer:?}");
            }
        }
    }
}

#[test]
fn every_exception_is_of_a_route() {
    for (method, path, ..) in EXCEPTIONS {
        let mut rules = rules().into_iter();
        assert!(
            rules.any(|route| (route.method, route.path) == (method, path)),
            "{method} {path}"
        );
    }
}
