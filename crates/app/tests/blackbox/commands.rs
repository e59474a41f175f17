//! Commands beside a running server, and without one.

use serde_json::json;

use crate::support::{PASSWORD, Place, Server};

#[tokio::test]
async fn the_first_owner_is_made_while_sign_up_is_closed() {
    let server = Server::start_with(&[("MUSTER_DISABLE_SIGNUP_WITHOUT_LINK", "true")]);
    let create = [
        "organization",
        "create",
        "--owner",
        "olga@example.com",
        "--title",
        "Bees",
        "--json",
    ];
    let created = server.command(&create).json();
    assert_eq!(created["title"], "Bees");
    let link = created["password_reset_url"]
        .as_str()
        .expect("a link to choose a password");

    let olga = server.browser();
    let closed = olga.get("/user/signup").await;
    assert!(
        closed.says("muster organization create --owner"),
        "{}",
        closed.html
    );
    let page = olga.open(link).await;
    let chosen = olga
        .submit(&page, "password", &[("password", PASSWORD)])
        .await;
    assert!((300..400).contains(&chosen.status), "{chosen:?}");
    let entered = olga.log_in("olga@example.com", PASSWORD).await;
    assert_eq!(entered.status, 302, "{}", entered.html);
    let members = olga.api().await.get("/api/organizations/").await;
    assert_eq!(members.status, 200);

    let again = server.command(&create).json();
    assert!(
        again.get("password_reset_url").is_none(),
        "who has a password needs no link"
    );
}

#[tokio::test]
async fn the_operator_helps_who_forgot_the_password() {
    let server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let reset = ["member", "reset-password", "OLGA@example.com"];
    let link = server.command(&reset).done();
    let elsewhere = server.browser();
    let page = elsewhere.open(link.trim()).await;
    let new = [("password", "another password")];
    elsewhere.submit(&page, "password", &new).await;
    let out = olga.get("/user/account").await;
    assert_eq!(out.status, 302, "every session has ended");
    let entered = server
        .browser()
        .log_in("olga@example.com", "another password")
        .await;
    assert_eq!(entered.status, 302, "{}", entered.html);
    let nobody = server.command(&["member", "reset-password", "eve@example.com"]);
    assert!(nobody.refused(1).contains("eve@example.com"));
}

#[tokio::test]
async fn people_are_managed_beside_a_running_server() {
    let server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let link = server.command(&["invite", "link"]).done();
    let ann = server.browser();
    ann.sign_up(link.trim(), "ann@example.com").await;
    let token = server
        .command(&["token", "issue", "ann@example.com"])
        .done();
    let ann = server.api(token.trim());

    let role = |server: &Server| {
        let members = server.command(&["member", "list", "--json"]).json();
        let members = members.as_array().expect("a list").clone();
        let ann = members
            .iter()
            .find(|member| member["email"] == "ann@example.com")
            .cloned();
        ann.map(|ann| ann["role"].as_str().expect("a role").to_owned())
    };
    assert_eq!(role(&server).as_deref(), Some("NO"));
    assert_eq!(
        ann.get("/api/organizations/").await.status,
        403,
        "who is Pending waits"
    );

    server
        .command(&["member", "set-role", "Ann@Example.com", "annotator"])
        .done();
    assert_eq!(role(&server).as_deref(), Some("AN"));
    assert_eq!(
        ann.get("/api/organizations/").await.status,
        200,
        "the role holds at the next request"
    );

    server
        .command(&["member", "deactivate", "ann@example.com"])
        .done();
    assert_eq!(role(&server).as_deref(), Some("DI"));
    assert_eq!(
        ann.get("/api/organizations/").await.status,
        401,
        "and so does its end"
    );

    server
        .command(&["member", "remove", "ann@example.com"])
        .done();
    assert_eq!(role(&server), None);
    let told = server
        .command(&["member", "remove", "ann@example.com"])
        .refused(1);
    assert!(
        told.contains("ann@example.com is not a member of organization 1"),
        "{told}"
    );
    let told = server
        .command(&["member", "remove", "olga@example.com"])
        .refused(1);
    assert!(
        told.contains("ownership has to be transferred first"),
        "{told}"
    );
}

#[tokio::test]
async fn an_organization_is_handed_over() {
    let server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let link = server.command(&["invite", "link"]).done();
    server
        .browser()
        .sign_up(link.trim(), "ann@example.com")
        .await;
    let transfer = [
        "organization",
        "transfer-ownership",
        "--to",
        "ann@example.com",
    ];
    server.command(&transfer).refused(1);
    server
        .command(&["member", "set-role", "ann@example.com", "AD"])
        .done();
    server.command(&transfer).done();
    let organizations = server.command(&["organization", "list", "--json"]).json();
    assert_eq!(organizations[0]["owner"]["email"], "ann@example.com");
    let left = olga
        .api()
        .await
        .delete("/api/organizations/1/memberships/me")
        .await;
    assert_eq!(left.status, 204, "who was the Owner may leave: {left:?}");
}

#[tokio::test]
async fn a_revoked_token_and_a_reset_link_end_at_once() {
    let server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let api = olga.api().await;
    assert_eq!(api.get("/api/organizations/").await.status, 200);
    let issued = server
        .command(&["token", "issue", "olga@example.com", "--json"])
        .json();
    assert_eq!(api.get("/api/organizations/").await.status, 401);
    let api = server.api(issued["token"].as_str().expect("a token"));
    assert_eq!(api.get("/api/organizations/").await.status, 200);
    let old = server.command(&["invite", "link"]).done();
    let new = api.post("/api/invite/reset-token", json!({})).await;
    assert_ne!(new.json["invite_url"].as_str().expect("a link"), old.trim());
    server
        .command(&["token", "revoke", "olga@example.com"])
        .done();
    assert_eq!(api.get("/api/organizations/").await.status, 401);

    let old = server.command(&["invite", "link"]).done();
    let new = server
        .command(&["invite", "link", "--reset", "--json"])
        .json();
    assert_ne!(new["url"].as_str().expect("a link"), old.trim());
    assert_eq!(server.browser().get(old.trim()).await.status, 410);
}

#[test]
fn where_there_are_several_organizations_one_is_named() {
    let place = Place::new();
    let told = place.command(&["invite", "link"]).refused(1);
    assert!(told.contains("muster organization create"), "{told}");
    for owner in ["olga@example.com", "bob@example.com"] {
        place
            .command(&["organization", "create", "--owner", owner])
            .done();
    }
    let told = place.command(&["member", "list"]).refused(2);
    assert!(
        told.contains("--organization ID") && told.contains("2  bob@example.com"),
        "{told}"
    );
    let members = place
        .command(&["member", "list", "--json", "--organization", "2"])
        .json();
    assert_eq!(members[0]["email"], "bob@example.com");
    assert_eq!(members[0]["role"], "OW");
    let told = place
        .command(&["member", "list", "--organization", "3"])
        .refused(1);
    assert!(told.contains("there is no organization 3"), "{told}");
}

#[test]
fn the_schema_is_brought_up_to_date_once() {
    let place = Place::new();
    assert!(
        place
            .command(&["migrate"])
            .done()
            .contains("was brought up to date")
    );
    assert_eq!(
        place.command(&["migrate"]).done(),
        "The database's schema is up to date.\n"
    );
}

#[tokio::test]
async fn the_seat_limit_of_the_server_holds_for_commands() {
    let mut server = Server::start_with(&[("MUSTER_UNLICENSED_SEATS", "1")]);
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let link = server.command(&["invite", "link"]).done();
    let ann = server.browser();
    ann.sign_up(link.trim(), "ann@example.com").await;

    let set_role = ["member", "set-role", "ann@example.com", "AN"];
    server.place().set("MUSTER_UNLICENSED_SEATS", None);
    let told = server.command(&set_role).refused(1);
    assert!(told.contains("no seat is free"), "{told}");
    for other in ["2", "unlimited"] {
        server.place().set("MUSTER_UNLICENSED_SEATS", Some(other));
        let told = server.command(&set_role).refused(1);
        for said in [
            "MUSTER_UNLICENSED_SEATS",
            &format!("is {other} here"),
            "started with 1",
        ] {
            assert!(told.contains(said), "{told}");
        }
    }
    // It seats nobody, and stands before a start with another limit.
    server.command(&["migrate"]).done();
    server.place().set("MUSTER_UNLICENSED_SEATS", Some("1"));
    let told = server.command(&set_role).refused(1);
    assert!(told.contains("no seat is free"), "{told}");

    server.place().set("MUSTER_UNLICENSED_SEATS", Some("2"));
    server.restart();
    server.place().set("MUSTER_UNLICENSED_SEATS", None);
    server.command(&set_role).done();
    server.restart();
    let token = server.command(&["token", "issue", "olga@example.com"]);
    let api = server.api(token.done().trim());
    let seats = api.get("/api/organizations/0/seats").await;
    assert_eq!(seats.json["limit"], json!(null), "{seats:?}");
}

#[test]
fn a_server_that_cannot_start_leaves_the_seat_limit() {
    let mut server = Server::start_with(&[("MUSTER_UNLICENSED_SEATS", "1")]);
    server.place().set("MUSTER_UNLICENSED_SEATS", Some("5"));
    server.command(&["serve"]).refused(1);
    server.place().set("MUSTER_UNLICENSED_SEATS", Some("1"));
    server.command(&["organization", "list"]).done();
}

#[test]
fn before_the_first_start_a_command_has_its_own_seat_limit() {
    let mut place = Place::new();
    let create = ["organization", "create", "--owner", "olga@example.com"];
    for own in [Some("1"), Some("2"), None] {
        place.set("MUSTER_UNLICENSED_SEATS", own);
        place.command(&create).done();
    }
}
