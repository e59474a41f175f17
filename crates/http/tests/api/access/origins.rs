//! A page of another site moves nothing by the cookie of whoever looks at it; scripts with tokens have no site (K62).

use muster_domain::model::membership::MemberRole;
use muster_http::{RouteRule, rules};

use super::roles::is_done;
use super::scene::{CSRF, OURS, Scene, Way, is_page, is_unsafe, path};
use super::{permitted, ruled};
use crate::world::answered;

const FOREIGN: [&str; 10] = [
    "https://evil.example",
    "null",
    "",
    // Another port, another scheme, beside, above and below.
    "https://ls.example.com:8443",
    "http://ls.example.com",
    "https://other.example.com",
    "https://example.com",
    "https://sub.ls.example.com",
    "https://ls.example.com.evil.example",
    "https://ls.example.com@evil.example",
];

fn changing() -> impl Iterator<Item = RouteRule> {
    rules().into_iter().filter(is_unsafe)
}

#[tokio::test]
async fn a_foreign_origin_changes_nothing_by_cookie() {
    let scene = Scene::new().await;
    let shown = scene.person(MemberRole::Owner).shows(Way::Cookie);
    for rule in changing() {
        for origin in FOREIGN {
            let request = scene.request(&rule, scene.here, Some(&shown));
            let request = request.header("Host", "10.0.0.7:8080");
            let answer = answered(request.header("Origin", origin)).await;
            let said = format!(
                "{origin:?}: {} {}: {}",
                rule.method, rule.path, answer.status
            );
            assert_eq!((answer.status, scene.store.commits()), (403, 0), "{said}");
        }
    }
}

#[tokio::test]
async fn our_own_origin_is_no_reason_to_refuse() {
    let scene = Scene::new().await;
    let owner = MemberRole::Owner;
    let shown = scene.person(owner).shows(Way::Cookie);
    for rule in ruled()
        .filter(is_unsafe)
        .filter(|rule| permitted(rule, owner))
    {
        let request = scene.request(&rule, scene.here, Some(&shown));
        let request = request.header("Host", "10.0.0.7:8080");
        let answer = answered(request.header("Origin", OURS)).await;
        is_done(&rule, owner, &answer, scene.store.commits());
    }
}

#[tokio::test]
async fn a_token_is_good_from_everywhere() {
    let scene = Scene::new().await;
    let owner = MemberRole::Owner;
    let tokens = Way::ALL.into_iter().filter(|way| *way != Way::Cookie);
    for shown in tokens.map(|way| scene.person(owner).shows(way)) {
        for rule in
            ruled().filter(|rule| is_unsafe(rule) && !is_page(rule) && permitted(rule, owner))
        {
            let request = scene.request(&rule, scene.here, Some(&shown));
            let answer = answered(request.header("Origin", "https://evil.example")).await;
            is_done(&rule, owner, &answer, scene.store.commits());
        }
    }
}

#[tokio::test]
async fn a_form_that_does_not_repeat_the_cookie_changes_nothing() {
    let scene = Scene::new().await;
    let owner = scene.person(MemberRole::Owner);
    let shown = owner.shows(Way::Cookie);
    let session = shown.1.as_str();
    // Shorter than any that we give.
    let short = &CSRF[1..];
    for rule in changing().filter(is_page) {
        let bare = || scene.without_csrf(&rule, scene.here, Some(&shown));
        let with_cookie = |cookie: String| {
            let request = scene.world.client.post(path(&rule, scene.here));
            request.header("Cookie", cookie)
        };
        for (what, request) in [
            ("nothing", bare()),
            (
                "another",
                bare().header("X-CSRFToken", CSRF.replace('0', "1")),
            ),
            ("its end", bare().header("X-CSRFToken", short)),
            (
                "no cookie",
                with_cookie(session.to_owned()).header("X-CSRFToken", CSRF),
            ),
            (
                "a cookie that is none of ours",
                with_cookie(format!("csrftoken={short}; {session}")).header("X-CSRFToken", short),
            ),
            (
                "an empty cookie",
                with_cookie(format!("csrftoken=; {session}")).header("X-CSRFToken", ""),
            ),
        ] {
            let answer = answered(request).await;
            let said = format!("{what}: {}: {}", rule.path, answer.status);
            assert_eq!((answer.status, scene.store.commits()), (403, 0), "{said}");
        }
    }
}
