//! What belongs to another organization is not to be told from what does not exist, and stays as it is (K50).

use muster_domain::model::membership::MemberRole;
use muster_http::{RouteRule, rules};
use serde_json::Value;

use super::permitted;
use super::scene::{Ids, NOWHERE, Scene, Way};
use crate::world::{Answer, answered};

/// The same ids with one from elsewhere, and with one that nothing has: for each kind of id.
fn strayed(scene: &Scene) -> [(&'static str, Ids, Ids); 3] {
    let (here, elsewhere) = (scene.here, scene.elsewhere);
    let organization = |organization| Ids {
        organization,
        ..here
    };
    let user = |user| Ids { user, ..here };
    let invitation = |invitation| Ids { invitation, ..here };
    [
        (
            "organization",
            organization(elsewhere.organization),
            organization(NOWHERE),
        ),
        ("user", user(elsewhere.user), user(NOWHERE)),
        (
            "invitation",
            invitation(elsewhere.invitation),
            invitation(NOWHERE),
        ),
    ]
}

/// Tells of each person by itself what came of it.
const BULK: &str = "/api/organizations/:id/memberships/bulk";

/// What the caller can see of an answer, without the id of the request and the ids that it named itself.
fn seen(mut answer: Answer) -> (u16, Value) {
    for own in ["/id", "/results/0/user_id"] {
        if let Some(id) = answer.body.pointer_mut(own) {
            *id = Value::Null;
        }
    }
    (answer.status, answer.body)
}

/// The status for whoever may do this at home. An organization in a field is a wrong value there, or a form whose
/// page is stale.
fn status(route: &RouteRule, kind: &str) -> u16 {
    match kind {
        "user" if route.path == BULK => 200,
        "organization" if !route.path.contains("/organizations/:") => 400,
        _ => 404,
    }
}

#[tokio::test]
async fn k50_what_is_elsewhere_is_nowhere() {
    let scene = Scene::new().await;
    let mut tried = 0;
    for route in rules() {
        for (kind, elsewhere, nowhere) in strayed(&scene) {
            if !scene.names(&route, scene.here, elsewhere) {
                continue;
            }
            tried += 1;
            for (role, person) in &scene.people {
                for shown in [Way::Cookie, Way::LegacyToken].map(|way| person.shows(way)) {
                    let ask =
                        async |ids| seen(answered(scene.request(&route, ids, Some(&shown))).await);
                    let (there, none) = (ask(elsewhere).await, ask(nowhere).await);
                    let said =
                        format!("{kind}: {} {} by {}", route.method, route.path, role.code());
                    assert_eq!(there, none, "{said}");
                    if permitted(&route, *role) {
                        assert_eq!(there.0, status(&route, kind), "{said}");
                    } else {
                        assert!((400..500).contains(&there.0) || there.0 == 302, "{said}");
                    }
                    let commits = scene.store.commits();
                    // It looks at each person under the lock, and so ends a unit of work that wrote nothing.
                    let looks =
                        kind == "user" && [BULK, "/organization/people/bulk"].contains(&route.path);
                    assert!(looks || commits == 0, "{said}");
                }
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

#[tokio::test]
async fn k50_the_activity_of_somebody_elsewhere_is_nobodys() {
    let scene = Scene::new().await;
    let owner = &scene.person(MemberRole::Owner).somebody;
    let of = async |user| {
        let path = format!("/api/activity-logs?user={user}");
        seen(scene.world.get(owner, &path).await)
    };
    let nobodys = of(NOWHERE).await;
    assert_eq!(nobodys.0, 200);
    assert_eq!(of(scene.elsewhere.user).await, nobodys);
}
