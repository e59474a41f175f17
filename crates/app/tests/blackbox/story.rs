//! The seed's story by link, on the real binary: from the first sign-up to a freed seat.

use serde_json::json;

use crate::support::Server;

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one story, told from its beginning to its end"
)]
async fn from_the_first_sign_up_to_a_freed_seat() {
    let server = Server::start_with(&[("MUSTER_UNLICENSED_SEATS", "2")]);

    // Olga founds the organization; it bears her address until she renames it with the guide's line.
    let olga = server.browser();
    let answer = olga.sign_up("/user/signup", "olga@example.com").await;
    assert_eq!((answer.status, answer.location.as_str()), (302, "/"));
    assert_eq!(olga.get("/").await.location, "/organization");
    let owner = olga.api().await;
    assert_eq!(
        owner.get("/api/organization/").await.json["title"],
        "olga@example.com"
    );
    let renamed = owner
        .patch("/api/organization/", json!({"title": "new title"}))
        .await;
    assert_eq!(
        (renamed.status, &renamed.json["title"]),
        (200, &json!("new title"))
    );

    // The link.
    let invite = owner.get("/api/invite").await.json;
    let link = invite["invite_url"].as_str().expect("a link").to_owned();
    assert!(
        link.starts_with(&server.url("/user/signup/?token=")),
        "{link}"
    );

    // Ann signs up by it, waits, and is let in.
    let ann = server.browser();
    assert!(ann.get(&link).await.html.contains("new title"));
    let answer = ann.sign_up(&link, "ann@example.com").await;
    assert_eq!(answer.status, 302);
    assert_eq!(ann.get("/").await.location, "/waiting");
    assert_eq!(ann.get("/organization").await.status, 403);
    let refused = ann.get("/api/organizations/1").await;
    assert_eq!(refused.status, 403);
    assert!(refused.says("membership_pending"));
    let people = owner
        .get("/api/organizations/1/memberships?role=NO")
        .await
        .json;
    assert_eq!(people["count"], 1);
    let user = people["results"][0]["user"]["id"].clone();
    let given = owner
        .patch(
            "/api/organizations/1/memberships",
            json!({"user_id": user, "role": "AN"}),
        )
        .await;
    assert_eq!((given.status, &given.json["role"]), (200, &json!("AN")));
    let annes = ann.api().await;
    assert_eq!(annes.get("/api/organizations/1").await.status, 200);
    assert_eq!(ann.get("/").await.location, "/user/account");

    // Both seats are taken: Bob waits, and cannot be given a role.
    let bob = server.browser();
    bob.sign_up(&link, "bob@example.com").await;
    let bobs_id = owner
        .get("/api/organizations/1/memberships?search=BOB")
        .await
        .json["results"][0]["user"]["id"]
        .clone();
    let full = owner
        .patch(
            "/api/organizations/1/memberships",
            json!({"user_id": bobs_id, "role": "RE"}),
        )
        .await;
    assert_eq!(
        (full.status, &full.json["code"]),
        (403, &json!("no_free_seat"))
    );
    assert_eq!(
        (&full.json["used"], &full.json["limit"]),
        (&json!(2), &json!(2))
    );

    // Reset Link: the old one is dead, and says so without a form.
    assert_eq!(
        owner
            .post("/api/invite/reset-token", json!({}))
            .await
            .status,
        201
    );
    let eve = server.browser();
    let dead = eve.get(&link).await;
    assert_eq!(dead.status, 410);
    assert!(!dead.html.contains("type=\"password\""));
    let new_link = owner.get("/api/invite").await.json["invite_url"]
        .as_str()
        .expect("a link")
        .to_owned();
    assert_ne!(new_link, link);

    // Ann is deactivated: cookie and token are refused at once, and her seat is free for Bob.
    let gone = owner
        .patch(
            "/api/organizations/1/memberships",
            json!({"user_id": user, "role": "DI"}),
        )
        .await;
    assert_eq!((gone.status, &gone.json["role"]), (200, &json!("DI")));
    assert_eq!(annes.get("/api/current-user/whoami").await.status, 401);
    assert_eq!(ann.get("/api/current-user/whoami").await.status, 401);
    assert!(
        ann.get("/user/account")
            .await
            .location
            .starts_with("/user/login")
    );
    let seats = owner.get("/api/organizations/1/seats").await.json;
    assert_eq!(
        seats,
        json!({"limit": 2, "used": 1, "free": 1, "pending": 1, "waiting": 0, "deactivated": 1})
    );
    let fits = owner
        .patch(
            "/api/organizations/1/memberships",
            json!({"user_id": bobs_id, "role": "RE"}),
        )
        .await;
    assert_eq!(fits.status, 200);

    // The operator sees the same.
    let listed = server.command(&["member", "list", "--json"]).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(3), "{listed}");
}
