//! What is no credential, or none any more, opens nothing and moves nothing (K52, K75).

use muster_crypto::{JwtTokenSigner, ServerKey};
use muster_domain::model::api_token::TokenClaims;
use muster_domain::model::membership::MemberRole;
use muster_domain::model::time::Duration;
use muster_domain::ports::TokenSigner;
use muster_http::{Access, RouteRule};
use poem::http::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::scene::{CSRF, Header, Ids, Person, Scene, Way, is_page};
use super::{is_led_to_log_in, ruled};
use crate::world::{Answer, answered};

const WHOAMI: RouteRule = RouteRule {
    method: "GET",
    path: "/api/current-user/whoami",
    access: Access::SignedIn,
};

const ORGANIZATION: RouteRule = RouteRule {
    path: "/api/organizations/:id",
    ..WHOAMI
};

fn is_refused(answer: &Answer, rule: &RouteRule) -> bool {
    if is_page(rule) {
        is_led_to_log_in(answer)
    } else {
        answer.status == 401
    }
}

async fn opens_nothing(scene: &Scene, what: &str, shown: Option<&Header>) {
    for rule in ruled() {
        let answer = answered(scene.request(&rule, scene.here, shown)).await;
        let said = format!("{what}: {} {}: {}", rule.method, rule.path, answer.status);
        assert!(is_refused(&answer, &rule), "{said}");
        assert_eq!(scene.store.commits(), 0, "{said}");
    }
}

/// Time passes, so that any request that is let in moves the time of last activity.
fn pass_time(scene: &Scene) {
    scene.world.clock.advance(Duration::minutes(2));
}

/// Holds the refusals against requests that are let in.
async fn the_owner_gets_in(scene: &Scene) {
    for way in Way::ALL {
        let shown = scene.person(MemberRole::Owner).shows(way);
        let answer = answered(scene.request(&WHOAMI, scene.here, Some(&shown))).await;
        assert_eq!((answer.status, scene.store.commits()), (200, 1), "{way:?}");
    }
}

#[tokio::test]
async fn without_a_credential_or_with_a_wrong_one_nothing_happens() {
    let scene = Scene::new().await;
    let owner = scene.person(MemberRole::Owner);
    let (token, access, refresh) = (&owner.somebody.token, &owner.access, &owner.refresh);
    pass_time(&scene);
    opens_nothing(&scene, "nothing", None).await;
    let unknown = "0".repeat(40);
    for (name, value) in [
        ("Cookie", "sessionid=mus_wrong".to_owned()),
        ("Cookie", format!("sessionid={token}")),
        ("Authorization", "Token".to_owned()),
        ("Authorization", "Token a b".to_owned()),
        ("Authorization", format!("Token {unknown}")),
        ("Authorization", format!("Token {access}")),
        ("Authorization", format!("Token {refresh}")),
        ("Authorization", format!("Token {}", owner.somebody.session)),
        ("Authorization", format!("Bearer {token}")),
        ("Authorization", format!("Bearer {refresh}")),
        ("Authorization", format!("Basic {access}")),
        ("Authorization", access.clone()),
        ("X-Api-Key", String::new()),
        ("X-Api-Key", unknown.clone()),
        ("X-Api-Key", refresh.clone()),
        ("X-Api-Key", format!("Token {token}")),
    ] {
        let what = format!("{name}: {value}");
        opens_nothing(&scene, &what, Some(&(name, value))).await;
    }
    the_owner_gets_in(&scene).await;
}

#[expect(clippy::disallowed_methods, reason = "the test shows these tokens")]
fn signed(signer: &dyn TokenSigner, claims: &TokenClaims) -> String {
    signer.sign(claims).expose_secret().to_owned()
}

#[tokio::test]
async fn a_token_that_was_not_signed_here_or_has_ended_opens_nothing() {
    let scene = Scene::new().await;
    let owner = scene.person(MemberRole::Owner);
    let ours = &*scene.world.muster.tools().signer;
    let access = SecretString::from(owner.access.clone());
    let claims = ours.verify(&access).expect("ours");
    pass_time(&scene);
    let other_key = ServerKey::parse(SecretString::from("x".repeat(32)), None);
    let foreign = JwtTokenSigner::new(other_key.expect("long enough"));
    let expired = TokenClaims {
        expires_at: claims.issued_at + Duration::minutes(1),
        ..claims
    };
    let (signed_part, signature) = owner.access.rsplit_once('.').expect("a signature");
    let (_, payload) = signed_part.split_once('.').expect("a payload");
    for (what, token) in [
        ("of another server", signed(&foreign, &claims)),
        ("expired", signed(ours, &expired)),
        ("without a signature", signed_part.to_owned()),
        ("with an empty signature", format!("{signed_part}.")),
        (
            "that says it needs no signature",
            format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}."),
        ),
        (
            "with a signature of something else",
            format!(
                "{}.{signature}",
                owner.refresh.rsplit_once('.').expect("two parts").0
            ),
        ),
    ] {
        for (name, value) in [
            ("Authorization", format!("Bearer {token}")),
            ("X-Api-Key", token),
        ] {
            opens_nothing(&scene, what, Some(&(name, value))).await;
        }
    }
    the_owner_gets_in(&scene).await;
}

#[tokio::test]
async fn k52_whose_access_was_taken_away_opens_nothing_and_is_not_seen() {
    let scene = Scene::before_the_rehearsal().await;
    let world = &scene.world;
    let owner = &scene.person(MemberRole::Owner).somebody;
    let removed = world.member(owner, "removed@here.example", "AD").await;
    let removed = Person::new(world, removed).await;
    let path = format!("/api/organizations/0/memberships/{}", removed.somebody.user);
    assert_eq!(world.ask(owner, Method::DELETE, &path).await.status, 204);
    scene.begin();
    pass_time(&scene);
    for person in [scene.person(MemberRole::Deactivated), &removed] {
        for way in Way::ALL {
            let what = format!("{way:?} of {}", person.somebody.user);
            opens_nothing(&scene, &what, Some(&person.shows(way))).await;
        }
    }
    the_owner_gets_in(&scene).await;
}

/// His credentials stay good elsewhere, so that here nothing but the judgement on his membership holds him off.
#[tokio::test]
async fn k52_who_is_deactivated_here_and_not_elsewhere_opens_nothing_here() {
    let scene = Scene::before_the_rehearsal().await;
    let world = &scene.world;
    let owner = &scene.person(MemberRole::Owner).somebody;
    let both = world.founder("both@third.example").await;
    let both = Person::new(world, both).await;
    let own = both.somebody.organization;
    let link = world.get(owner, "/api/invite").await;
    let token = link.body["token"].as_str().expect("a token");
    let join = world.client.post(format!("/user/signup?token={token}"));
    let join = join.header("X-CSRFToken", CSRF);
    let cookies = format!("csrftoken={CSRF}; sessionid={}", both.somebody.session);
    let join = join.content_type("application/x-www-form-urlencoded");
    let joined = answered(join.header("Cookie", cookies).body("join=1")).await;
    assert_eq!(joined.status, 303, "{joined:?}");
    let here = json!({"active_organization": scene.here.organization});
    let me = "/api/current-user";
    let switched = world.send(&both.somebody, Method::PATCH, me, &here).await;
    assert_eq!(switched.status, 200, "{switched:?}");
    for role in ["AD", "DI"] {
        let given = world.give_role(owner, &both.somebody, role).await;
        assert_eq!(given.status, 200, "{given:?}");
    }
    scene.begin();
    pass_time(&scene);
    for way in Way::ALL {
        let shown = both.shows(way);
        opens_nothing(&scene, &format!("{way:?}"), Some(&shown)).await;
        let home = Ids {
            organization: own,
            ..scene.here
        };
        let answer = answered(scene.request(&ORGANIZATION, home, Some(&shown))).await;
        assert_eq!(answer.status, 200, "{way:?}");
        assert_eq!(scene.store.commits(), 1, "{way:?}");
    }
}

#[tokio::test]
async fn what_its_bearer_gave_up_opens_nothing() {
    let scene = Scene::before_the_rehearsal().await;
    let world = &scene.world;
    let owner = &scene.person(MemberRole::Owner).somebody;
    let admin = world.member(owner, "admin@here.example", "AD").await;
    let admin = Person::new(world, admin).await;
    let revoked = world
        .send_bare("/api/token/blacklist", &json!({"refresh": admin.refresh}))
        .await;
    assert_eq!(revoked.status, 204, "{revoked:?}");
    let renew = "/api/current-user/reset-token";
    let renewed = world.ask(&admin.somebody, Method::POST, renew).await;
    assert_eq!(renewed.status, 201, "{renewed:?}");
    let log_out = world.client.post("/logout").header("X-CSRFToken", CSRF);
    let cookies = format!("csrftoken={CSRF}; sessionid={}", admin.somebody.session);
    let log_out = log_out.content_type("application/x-www-form-urlencoded");
    let logged_out = answered(log_out.header("Cookie", cookies)).await;
    assert_eq!(logged_out.status, 303, "{logged_out:?}");
    scene.begin();
    pass_time(&scene);
    for way in Way::ALL {
        let what = format!("{way:?}");
        opens_nothing(&scene, &what, Some(&admin.shows(way))).await;
    }
    the_owner_gets_in(&scene).await;
}

#[tokio::test]
async fn to_ask_for_the_head_alone_is_to_ask() {
    let scene = Scene::new().await;
    let deactivated = scene.person(MemberRole::Deactivated).shows(Way::Cookie);
    for rule in ruled().filter(|rule| rule.method == "GET") {
        let head = RouteRule {
            method: "HEAD",
            ..rule
        };
        for shown in [None, Some(&deactivated)] {
            let answer = answered(scene.request(&head, scene.here, shown)).await;
            assert!(is_refused(&answer, &head), "{head:?}: {}", answer.status);
        }
    }
    assert_eq!(scene.store.commits(), 0);
}
