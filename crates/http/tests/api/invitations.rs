//! Invitations after they were made: the list, another role, resending, the link, revoking, and coming in.

use muster_domain::model::mail::Attempt;
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::time::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use crate::world::{Answer, Somebody, World, answered, assert_body};

const INVITATIONS: &str = "/api/organizations/0/invitations";

fn one(invitation: i64) -> String {
    format!("{INVITATIONS}/{invitation}")
}

async fn offer(world: &World, by: &Somebody, invitation: i64, role: &str) -> Answer {
    let change = json!({"role": role});
    world
        .send(by, Method::PATCH, &one(invitation), &change)
        .await
}

async fn resend(world: &World, by: &Somebody, invitation: i64) -> Answer {
    let path = format!("{}/resend", one(invitation));
    world.ask(by, Method::POST, &path).await
}

async fn link(world: &World, by: &Somebody, invitation: i64) -> Answer {
    world.get(by, &format!("{}/link", one(invitation))).await
}

async fn revoke(world: &World, by: &Somebody, invitation: i64) -> Answer {
    world.ask(by, Method::DELETE, &one(invitation)).await
}

async fn revoke_by_address(world: &World, by: &Somebody, email: &str) -> Answer {
    let path = "/api/invite/revoke";
    let whose = json!({"email": email});
    world.send(by, Method::POST, path, &whose).await
}

async fn delivery(world: &World, by: &Somebody) -> Value {
    let list = world.get(by, INVITATIONS).await;
    list.body["results"][0]["delivery"].clone()
}

#[tokio::test]
async fn k18_an_invitation_is_listed_changed_resent_shown_and_revoked() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let ann = world.invite(&owner, "Ann@example.com", "AN").await;
    assert_body!("invitations", world.get(&owner, INVITATIONS).await);
    let changed = offer(&world, &owner, ann, "RE").await;
    assert_eq!((changed.status, &changed.body["role"]), (200, &json!("RE")));
    let shown = link(&world, &owner, ann).await;
    assert_eq!(shown.headers["cache-control"], "no-store");
    assert_body!("invitation_link", shown);
    let before = world.invitation_token(&owner, ann).await;
    world.clock.advance(Duration::days(1));
    let resent = resend(&world, &owner, ann).await;
    assert_eq!(resent.status, 200);
    assert_body!("invitation", resent);
    assert_ne!(world.invitation_token(&owner, ann).await, before);
    let revoked = revoke(&world, &owner, ann).await;
    assert_eq!((revoked.status, &revoked.body), (204, &json!("")));
    let list = world.get(&owner, INVITATIONS).await;
    assert_eq!(list.body["results"][0]["status"], "revoked");
}

#[tokio::test]
async fn k07_without_mail_the_link_is_copied_by_hand() {
    let world = World::without_mail();
    let owner = world.founder("owner@example.com").await;
    let order = json!({"emails": ["ann@example.com"], "role": "AN"});
    let path = "/api/invite/send-email";
    let answer = world.send(&owner, Method::POST, path, &order).await;
    assert_eq!(answer.status, 200);
    let result = &answer.body["results"][0];
    assert_eq!(result["status"], "created");
    let hint = result["detail"].as_str().expect("a hint");
    assert!(hint.contains("copy the link"), "{hint}");
    let list = world
        .get(&owner, &format!("{INVITATIONS}?status=pending"))
        .await;
    assert_eq!(list.body["count"], 1);
    let off = json!({"state": "off", "attempts": 0, "last_error": null});
    assert_eq!(list.body["results"][0]["delivery"], off);
    assert_eq!(world.deliver(&Attempt::Taken).await, 0);
    let id = result["invitation_id"].as_i64().expect("an invitation");
    let ann = world.accept(world.invitation_token(&owner, id).await).await;
    assert_eq!(ann.organization, owner.organization);
}

#[tokio::test]
async fn k44_delivery_tells_how_the_mail_fares_and_nothing_is_stuck() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let ann = world.invite(&owner, "ann@example.com", "AN").await;
    let queued = json!({"state": "queued", "attempts": 0, "last_error": null});
    assert_eq!(delivery(&world, &owner).await, queued);
    let later = Attempt::NotNow("421 come again".to_owned());
    assert_eq!(world.deliver(&later).await, 1);
    let trying = json!({"state": "queued", "attempts": 1, "last_error": "421 come again"});
    assert_eq!(delivery(&world, &owner).await, trying);
    world.clock.advance(Duration::minutes(1));
    let never = Attempt::Never("550 no such user".to_owned());
    assert_eq!(world.deliver(&never).await, 1);
    let failed = json!({"state": "failed", "attempts": 2, "last_error": "550 no such user"});
    assert_eq!(delivery(&world, &owner).await, failed);
    assert_eq!(link(&world, &owner, ann).await.status, 200);
    let resent = resend(&world, &owner, ann).await;
    assert_eq!((resent.status, &resent.body["delivery"]), (200, &queued));
    assert_eq!(world.deliver(&Attempt::Taken).await, 1);
    let sent = json!({"state": "sent", "attempts": 1, "last_error": null});
    assert_eq!(delivery(&world, &owner).await, sent);
    assert_eq!(revoke(&world, &owner, ann).await.status, 204);
}

#[tokio::test]
async fn invitations_come_in_pages_by_their_status_now() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    for email in ["a@example.com", "b@example.com"] {
        world.invite(&owner, email, "AN").await;
    }
    world.clock.advance(Duration::days(7));
    let c = world.invite(&owner, "c@example.com", "AN").await;
    let d = world.invite(&owner, "d@example.com", "AN").await;
    let e = world.invite(&owner, "e@example.com", "AN").await;
    world.invite(&owner, "E@example.com", "AN").await;
    revoke(&world, &owner, c).await;
    let token = world.invitation_token(&owner, d).await;
    world.accept(token).await;
    for (status, emails) in [
        ("pending", vec!["E@example.com"]),
        ("accepted", vec!["d@example.com"]),
        ("expired", vec!["b@example.com", "a@example.com"]),
        ("revoked", vec!["c@example.com"]),
        ("replaced", vec!["e@example.com"]),
    ] {
        let page = world
            .get(&owner, &format!("{INVITATIONS}?status={status}"))
            .await;
        let results = page.body["results"].as_array().expect("a page");
        let found: Vec<_> = results.iter().map(|found| &found["email"]).collect();
        assert_eq!(found, emails, "{status}");
        assert!(results.iter().all(|found| found["status"] == status));
    }
    let page = world
        .get(&owner, &format!("{INVITATIONS}/?page=2&page_size=4"))
        .await;
    assert_eq!(page.body["count"], 6);
    assert_eq!(page.body["results"].as_array().map(Vec::len), Some(2));
    assert!(page.body["next"].is_null() && page.body["previous"].is_string());
    let past = world.get(&owner, &format!("{INVITATIONS}?page=99")).await;
    assert_eq!((past.status, &past.body["results"]), (200, &json!([])));
    let wrong = world
        .get(&owner, &format!("{INVITATIONS}?status=open&page=0"))
        .await;
    assert_eq!(wrong.status, 400);
    assert_body!("invitations_query_error", wrong);
    let gone = revoke(&world, &owner, e).await;
    assert_eq!(gone.body["code"], "invitation_replaced");
}

#[tokio::test]
async fn what_has_ended_says_how_and_stays_so() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let used = world.invite(&owner, "a@example.com", "AN").await;
    let token = world.invitation_token(&owner, used).await;
    world.accept(token).await;
    let revoked = world.invite(&owner, "b@example.com", "AN").await;
    revoke(&world, &owner, revoked).await;
    let replaced = world.invite(&owner, "c@example.com", "AN").await;
    world.invite(&owner, "c@example.com", "AN").await;
    for (invitation, code) in [
        (used, "invitation_used"),
        (revoked, "invitation_revoked"),
        (replaced, "invitation_replaced"),
    ] {
        for answer in [
            offer(&world, &owner, invitation, "RE").await,
            resend(&world, &owner, invitation).await,
            link(&world, &owner, invitation).await,
            revoke(&world, &owner, invitation).await,
        ] {
            assert_eq!(answer.status, 410, "{code}: {answer:?}");
            assert_eq!(answer.body["code"], code);
        }
    }
}

#[tokio::test]
async fn k03_one_that_expired_is_good_again_once_resent() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let ann = world.invite(&owner, "ann@example.com", "AN").await;
    world.clock.advance(Duration::days(8));
    let dead = link(&world, &owner, ann).await;
    assert_eq!(
        (dead.status, &dead.body["code"]),
        (410, &json!("invitation_expired"))
    );
    assert_eq!(
        offer(&world, &owner, ann, "RE").await.body["status"],
        "expired"
    );
    assert_eq!(resend(&world, &owner, ann).await.body["status"], "pending");
    let token = world.invitation_token(&owner, ann).await;
    let ann = world.accept(token).await;
    let me = world.get(&ann, "/api/current-user/whoami").await;
    assert_eq!(me.body["organization_membership"]["role"], "RE");
}

#[tokio::test]
async fn k13_owner_is_offered_by_no_change() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let ann = world.invite(&owner, "ann@example.com", "AN").await;
    let refused = offer(&world, &owner, ann, "OW").await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (403, &json!("owner_not_assignable"))
    );
    for role in ["Owner", "owner ", "DI", ""] {
        let refused = offer(&world, &owner, ann, role).await;
        assert_eq!(refused.status, 400, "{role}");
        assert!(refused.body["validation_errors"]["role"].is_array());
    }
    let nothing = world
        .send(&owner, Method::PATCH, &one(ann), &json!({}))
        .await;
    assert_eq!(nothing.status, 400);
    let list = world.get(&owner, INVITATIONS).await;
    assert_eq!(list.body["results"][0]["role"], "AN");
}

#[tokio::test]
async fn k40_an_invitation_is_revoked_by_its_address() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    world.invite(&owner, "ann@bücher.example", "AN").await;
    let revoked = revoke_by_address(&world, &owner, "ANN@xn--bcher-kva.example").await;
    assert_eq!(
        (revoked.status, revoked.body),
        (200, json!({"status": "revoked"}))
    );
    let again = revoke_by_address(&world, &owner, "ann@bücher.example").await;
    assert_eq!(
        (again.status, &again.body["code"]),
        (404, &json!("not_found"))
    );
    for wrong in [json!({}), json!({"email": "ann"}), json!({"email": null})] {
        let path = "/api/invite/revoke";
        let refused = world.send(&owner, Method::POST, path, &wrong).await;
        assert_eq!(refused.status, 400, "{wrong}");
        assert!(refused.body["validation_errors"]["email"].is_array());
    }
    let invited = world.invite(&owner, "ann@bücher.example", "AN").await;
    assert_eq!(link(&world, &owner, invited).await.status, 200);
}

#[tokio::test]
async fn resending_to_a_member_is_refused() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let ann = world.invite(&owner, "ann@example.com", "AN").await;
    world.newcomer(&owner, "ann@example.com").await;
    let refused = resend(&world, &owner, ann).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (400, &json!("already_member"))
    );
    assert_eq!(revoke(&world, &owner, ann).await.status, 204);
}

#[tokio::test]
async fn who_came_by_an_invitation_is_known() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let invitation = world.invite(&owner, "ann@example.com", "AN").await;
    let list = world.get(&owner, INVITATIONS).await;
    let made = list.body["results"][0]["created_at"].clone();
    world.clock.advance(Duration::days(1));
    let token = world.invitation_token(&owner, invitation).await;
    let ann = world.accept(token).await;
    let members = world
        .get(&owner, "/api/organizations/0/memberships?role=AN")
        .await;
    let me = world.get(&ann, "/api/current-user").await;
    let whoami = world.get(&ann, "/api/current-user/whoami").await;
    for person in [&members.body["results"][0]["user"], &me.body, &whoami.body] {
        let told = &person["lse_fields"];
        assert_eq!(told["invited_at"], made);
        assert_eq!(told["invited_by"], owner.user);
        assert_eq!(told["invite_activated"], true);
    }
    let founder = world.get(&owner, "/api/current-user").await;
    assert!(founder.body["lse_fields"]["invited_at"].is_null());
    assert!(founder.body["lse_fields"]["invite_activated"].is_null());
}

#[tokio::test]
async fn k70_what_a_removed_person_did_stays_and_he_can_be_invited_again() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let bob = world.member(&owner, "bob@example.com", "AD").await;
    for email in ["a@example.com", "b@example.com", "c@example.com"] {
        world.invite(&bob, email, "AN").await;
    }
    let path = format!("/api/organizations/0/memberships/{}", bob.user);
    assert_eq!(world.ask(&owner, Method::DELETE, &path).await.status, 204);
    let list = world
        .get(&owner, &format!("{INVITATIONS}?status=pending"))
        .await;
    assert_eq!(list.body["count"], 3);
    assert_eq!(list.body["results"][0]["invited_by"], bob.user);
    world.invite(&owner, "bob@example.com", "RE").await;
}

#[tokio::test]
async fn k51_the_mailed_way_in_can_be_scripted_by_administrators_alone() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let admin = world.member(&owner, "admin@example.com", "AD").await;
    let ann = world.invite(&admin, "ann@example.com", "AN").await;
    let others = [
        (
            world.member(&owner, "m@example.com", "MA").await,
            "forbidden",
        ),
        (
            world.member(&owner, "r@example.com", "RE").await,
            "forbidden",
        ),
        (
            world.member(&owner, "n@example.com", "AN").await,
            "forbidden",
        ),
        (
            world.newcomer(&owner, "p@example.com").await,
            "membership_pending",
        ),
    ];
    let body = json!({"emails": ["x@example.com"], "email": "ann@example.com", "role": "AN"});
    for (method, path) in [
        (Method::POST, "/api/invite/send-email".to_owned()),
        (Method::POST, "/api/invite/revoke".to_owned()),
        (Method::GET, INVITATIONS.to_owned()),
        (Method::PATCH, one(ann)),
        (Method::POST, format!("{}/resend", one(ann))),
        (Method::GET, format!("{}/link", one(ann))),
        (Method::DELETE, one(ann)),
    ] {
        for (person, code) in &others {
            let answer = world.send(person, method.clone(), &path, &body).await;
            assert_eq!(answer.status, 403, "{method} {path}");
            assert_eq!(answer.body["code"], *code, "{method} {path}");
        }
        let request = world.client.request(method.clone(), &path).body_json(&body);
        let visitor = answered(request).await;
        assert_eq!(visitor.status, 401, "{method} {path}");
        assert_eq!(visitor.body["code"], "unauthenticated");
    }
    let list = world.get(&admin, INVITATIONS).await;
    assert_eq!(list.body["count"], 1);
    assert_eq!(list.body["results"][0]["status"], "pending");
}

#[tokio::test]
async fn k58_k63_the_link_is_under_the_public_address() {
    let world = World::with(SeatLimit::Unlimited, "https://example.com/ls", |_| {});
    let owner = world.founder("owner@example.com").await;
    let ann = world.invite(&owner, "ann@example.com", "AN").await;
    let request = world
        .by(&owner, Method::GET, &format!("/ls{}/link", one(ann)))
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example");
    let url = answered(request).await.body["url"].clone();
    let url = url.as_str().expect("a link");
    assert!(
        url.starts_with("https://example.com/ls/user/invitation?token=mui_"),
        "{url}"
    );
}

/// The link under which a membership began is kept; that an invitation was accepted since is told all the same.
#[tokio::test]
async fn who_waited_by_the_link_and_then_accepted_is_known_as_invited() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let invitation = world.invite(&owner, "ann@example.com", "AN").await;
    let token = world.invitation_token(&owner, invitation).await;
    world.newcomer(&owner, "ann@example.com").await;
    let ann = world.accept(token).await;
    for path in ["/api/current-user", "/api/current-user/whoami"] {
        let me = world.get(&ann, path).await;
        let told = &me.body["lse_fields"];
        assert_eq!(told["invited_by"], owner.user, "{path}");
        assert_eq!(told["invite_activated"], true, "{path}");
    }
}
