//! Accounts of the active organization's people.

use poem::http::Method;
use serde_json::{Value, json};

use crate::world::{World, assert_body};

const USERS: &str = "/api/users/";
const HOTKEYS: &str = "/api/current-user/hotkeys/";

#[tokio::test]
async fn people_are_listed_and_shown() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let ann = world.member(&owner, "ann@example.com", "AN").await;
    let other = world.founder("other@example.com").await;
    let list = world.get(&owner, &format!("{USERS}?ordering=email")).await;
    assert_eq!(list.status, 200);
    let emails: Vec<&Value> = list
        .body
        .as_array()
        .expect("an array")
        .iter()
        .map(|user| &user["email"])
        .collect();
    assert_eq!(emails, ["ann@example.com", "owner@example.com"]);
    let shown = world.get(&owner, &format!("{USERS}{}/", ann.user)).await;
    assert_body!("user_of_another", shown);
    assert_eq!(shown.body, list.body[0]);
    let foreign = world.get(&owner, &format!("{USERS}{}", other.user)).await;
    let nobody = world.get(&owner, &format!("{USERS}999")).await;
    assert_eq!((foreign.status, nobody.status), (404, 404));
    let own = world.get(&ann, &format!("{USERS}{}", ann.user)).await;
    assert_eq!(
        (own.status, &own.body["email"]),
        (200, &json!("ann@example.com"))
    );
    let peek = world.get(&ann, &format!("{USERS}{}", owner.user)).await;
    assert_eq!(peek.status, 403);
}

#[tokio::test]
async fn where_else_somebody_belongs_is_nobodys_business() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let guest = world.founder("guest@example.com").await;
    let invitation = world.invite(&owner, "guest@example.com", "AN").await;
    let token = world.invitation_token(&owner, invitation).await;
    let both = world.accept(token).await;
    assert_ne!(both.organization, 0);
    let back = json!({"active_organization": guest.organization});
    assert_eq!(
        world
            .send(&both, Method::PATCH, "/api/current-user", &back)
            .await
            .status,
        200
    );
    let shown = world.get(&owner, &format!("{USERS}{}", guest.user)).await;
    assert_eq!(
        shown.body["org_membership"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(
        shown.body["org_membership"][0]["organization_id"],
        owner.organization
    );
    assert_eq!(shown.body["active_organization"], json!(null));
    assert_eq!(
        shown.body["active_organization_meta"],
        json!({"title": "", "email": ""})
    );
    let members = world
        .get(&owner, "/api/organizations/0/memberships?search=guest")
        .await;
    assert_eq!(
        members.body["results"][0]["user"]["active_organization"],
        json!(null)
    );
}

#[tokio::test]
async fn somebody_is_added() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let new = json!({"email": "Ann@example.com", "first_name": "Ann", "password": "correct horse", "avatar": "x"});
    let made = world.send(&owner, Method::POST, USERS, &new).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.body["organization_membership"]["role"], "NO");
    assert_eq!(made.body["username"], "Ann");
    let by_name = world
        .send(
            &owner,
            Method::POST,
            USERS,
            &json!({"username": "bob@example.com"}),
        )
        .await;
    assert_eq!(
        (by_name.status, &by_name.body["email"]),
        (201, &json!("bob@example.com"))
    );
    for (new, field, told) in [
        (
            json!({"email": "ANN@example.com"}),
            "email",
            "User with this email already exists.",
        ),
        (json!({}), "email", "This field is required."),
        (
            json!({"username": "carl"}),
            "email",
            "This field is required.",
        ),
        (
            json!({"email": "carl"}),
            "email",
            "Enter a valid email address.",
        ),
    ] {
        let refused = world.send(&owner, Method::POST, USERS, &new).await;
        assert_eq!(refused.status, 400, "{new}");
        assert_eq!(
            refused.body["validation_errors"][field],
            json!([told]),
            "{new}"
        );
    }
    let many = json!({"email": "x", "password": "short", "first_name": "a\nb"});
    let refused = world.send(&owner, Method::POST, USERS, &many).await;
    assert_eq!(
        refused.body["validation_errors"]
            .as_object()
            .map(serde_json::Map::len),
        Some(3)
    );
}

#[tokio::test]
async fn of_others_only_names_and_phone_change() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    let admin = world.member(&owner, "admin@example.com", "AD").await;
    let ann = world.member(&owner, "ann@example.com", "AN").await;
    let other = world.founder("other@example.com").await;
    let path = format!("{USERS}{}/", ann.user);
    let names = json!({"first_name": "Ann", "last_name": "Lee", "phone": "1"});
    let changed = world.send(&admin, Method::PATCH, &path, &names).await;
    assert_eq!(
        (changed.status, &changed.body["initials"]),
        (200, &json!("AL"))
    );
    for (more, status) in [
        (json!({"password": "correct horse 2"}), 403),
        (json!({"username": "x"}), 403),
        (json!({"active_organization": 1}), 403),
        (json!({"custom_hotkeys": {}}), 403),
        (json!({"first_name": "B", "email": "b@example.com"}), 405),
    ] {
        let refused = world.send(&owner, Method::PATCH, &path, &more).await;
        assert_eq!(refused.status, status, "{more}");
    }
    assert_eq!(
        world.get(&ann, "/api/current-user").await.body["first_name"],
        "Ann"
    );
    let of_owner = format!("{USERS}{}", owner.user);
    let refused = world.send(&admin, Method::PATCH, &of_owner, &names).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (403, &json!("owner_protected"))
    );
    let foreign = format!("{USERS}{}", other.user);
    assert_eq!(
        world
            .send(&owner, Method::PATCH, &foreign, &names)
            .await
            .status,
        404
    );
    let own = world
        .send(&ann, Method::PATCH, &path, &json!({"username": "annie"}))
        .await;
    assert_eq!((own.status, &own.body["username"]), (200, &json!("annie")));
    let delete = world.ask(&owner, Method::DELETE, &path).await;
    assert_eq!(delete.status, 405);
    assert_eq!(delete.headers["allow"], "GET, HEAD, OPTIONS, PATCH");
}

#[tokio::test]
async fn hotkeys_are_kept() {
    let world = World::new();
    let owner = world.founder("owner@example.com").await;
    assert_eq!(
        world.get(&owner, HOTKEYS).await.body,
        json!({"custom_hotkeys": {}})
    );
    assert_eq!(
        world.get(&owner, "/api/current-user").await.body["custom_hotkeys"],
        json!(null)
    );
    let hotkeys =
        json!({"custom_hotkeys": {"annotation:submit": {"key": "ctrl+enter", "active": true}}});
    let stored = world.send(&owner, Method::PATCH, HOTKEYS, &hotkeys).await;
    assert_eq!((stored.status, &stored.body), (200, &hotkeys));
    assert_eq!(
        world
            .get(&owner, &format!("{HOTKEYS}?project=1"))
            .await
            .body,
        hotkeys
    );
    for path in ["/api/current-user", "/api/current-user/whoami"] {
        let shown = world.get(&owner, path).await;
        assert_eq!(shown.body["custom_hotkeys"], hotkeys["custom_hotkeys"]);
    }
    for wrong in [
        json!({}),
        json!({"custom_hotkeys": {"submit": {"key": "a"}}}),
    ] {
        let refused = world.send(&owner, Method::PATCH, HOTKEYS, &wrong).await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.body["error"], "Invalid hotkeys configuration");
        assert!(refused.body["details"].is_object() && refused.body["status_code"].is_null());
    }
    let wrong = json!({"custom_hotkeys": []});
    let refused = world
        .send(&owner, Method::PATCH, "/api/current-user", &wrong)
        .await;
    assert_eq!(refused.status, 400);
    assert!(refused.body["validation_errors"]["custom_hotkeys"].is_array());
    let none = world
        .send(
            &owner,
            Method::PATCH,
            "/api/current-user",
            &json!({"custom_hotkeys": {}}),
        )
        .await;
    assert_eq!(none.body["custom_hotkeys"], json!({}));
}
