//! What belongs to another organization is not to be told from what does not exist (K50).

use poem::http::Method;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn k50_another_organization_is_404_whatever_the_verb() {
    let world = World::new();
    let own = world.founder("own@example.com").await;
    let other = world.founder("other@example.com").await;
    let victim = world.member(&other, "victim@example.com", "AN").await;
    let invitation = world.invite(&other, "ann@example.com", "AN").await;
    let all = [
        Method::GET,
        Method::PATCH,
        Method::POST,
        Method::DELETE,
        Method::PUT,
    ];
    for rest in [
        String::new(),
        "/set-default-role".to_owned(),
        "/seats".to_owned(),
        "/transfer-ownership".to_owned(),
        "/invite-link".to_owned(),
        "/memberships".to_owned(),
        "/memberships/me".to_owned(),
        format!("/memberships/{}", victim.user),
        "/invitations".to_owned(),
        format!("/invitations/{invitation}"),
        format!("/invitations/{invitation}/resend"),
        format!("/invitations/{invitation}/link"),
    ] {
        for method in &all {
            let mut answers = Vec::new();
            for organization in [other.organization, 999_999] {
                let path = format!("/api/organizations/{organization}{rest}");
                let body = json!({"user_id": victim.user, "role": "DI", "title": "Mine", "default_role": "MA"});
                let mut answer = world.send(&own, method.clone(), &path, &body).await;
                answer.body["id"] = json!(null);
                assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
                answers.push((answer.status, answer.body));
            }
            assert_eq!(answers[0], answers[1], "{method} {rest}");
        }
    }
    let untouched = world
        .get(&other, "/api/organizations/0/memberships?role=AN")
        .await;
    assert_eq!(untouched.body["count"], 1);
    let open = "/api/organizations/0/invitations?status=pending";
    let untouched = world.get(&other, open).await;
    assert_eq!(untouched.body["results"][0]["role"], "AN");
}

#[tokio::test]
async fn k50_invitations_of_other_organizations_are_404() {
    let world = World::new();
    let own = world.founder("own@example.com").await;
    let other = world.founder("other@example.com").await;
    let theirs = world.invite(&other, "ann@example.com", "AN").await;
    let before = world.invitation_token(&other, theirs).await;
    let change = json!({"role": "AD"});
    for (method, rest) in [
        (Method::PATCH, ""),
        (Method::DELETE, ""),
        (Method::POST, "/resend"),
        (Method::GET, "/link"),
    ] {
        let mut answers = Vec::new();
        for invitation in [theirs, 999_999] {
            let path = format!("/api/organizations/0/invitations/{invitation}{rest}");
            let mut answer = world.send(&own, method.clone(), &path, &change).await;
            answer.body["id"] = json!(null);
            assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
            answers.push(answer.body);
        }
        assert_eq!(answers[0], answers[1], "{method} {rest}");
    }
    let by_address = json!({"email": "ann@example.com"});
    let revoked = world
        .send(&own, Method::POST, "/api/invite/revoke", &by_address)
        .await;
    assert_eq!(revoked.status, 404);
    assert_eq!(world.invitation_token(&other, theirs).await, before);
}

#[tokio::test]
async fn k50_people_of_other_organizations_are_404() {
    let world = World::new();
    let own = world.founder("own@example.com").await;
    let other = world.founder("other@example.com").await;
    let path = "/api/organizations/0/memberships";
    for user in [other.user, 999_999] {
        let one = format!("{path}/{user}");
        assert_eq!(world.get(&own, &one).await.status, 404);
        assert_eq!(world.ask(&own, Method::DELETE, &one).await.status, 404);
        let change = json!({"user_id": user, "role": "DI"});
        assert_eq!(
            world.send(&own, Method::PATCH, path, &change).await.status,
            404
        );
        let transfer = "/api/organizations/0/transfer-ownership";
        assert_eq!(
            world
                .send(&own, Method::POST, transfer, &change)
                .await
                .status,
            404
        );
    }
}

#[tokio::test]
async fn what_is_no_id_is_404() {
    let world = World::new();
    let own = world.founder("own@example.com").await;
    for id in [
        "x",
        "-1",
        "01",
        "1.5",
        "99999999999999999999",
        "%30",
        "null",
    ] {
        let organization = world.get(&own, &format!("/api/organizations/{id}")).await;
        assert_eq!(organization.status, 404, "{id}");
    }
    for id in ["x", "-1", "99999999999999999999"] {
        let path = format!("/api/organizations/0/memberships/{id}");
        assert_eq!(world.get(&own, &path).await.status, 404, "{id}");
        let path = format!("/api/organizations/0/invitations/{id}/link");
        assert_eq!(world.get(&own, &path).await.status, 404, "{id}");
    }
}
