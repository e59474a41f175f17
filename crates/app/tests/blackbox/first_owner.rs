//! The first Owner, named by the environment as in Label Studio.

use serde_json::json;

use crate::support::{Place, Server};

const OLGA: [(&str, &str); 4] = [
    ("LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK", "true"),
    ("LABEL_STUDIO_USERNAME", "olga@example.com"),
    ("LABEL_STUDIO_PASSWORD", "from the environment"),
    ("LABEL_STUDIO_USER_TOKEN", "olgas-own-token"),
];

#[tokio::test]
async fn the_first_owner_is_there_when_the_server_is() {
    let mut server = Server::start_with(&OLGA);
    let api = server.api("olgas-own-token");
    let organization = api.get("/api/organization/").await;
    assert_eq!(organization.status, 200, "{organization:?}");
    assert_eq!(organization.json["title"], "olga@example.com");
    let olga = server.browser();
    let entered = olga
        .log_in("olga@example.com", "from the environment")
        .await;
    assert_eq!(entered.status, 302, "{}", entered.html);
    assert_eq!(olga.get("/").await.location, "/organization");
    for secret in [
        "from the environment",
        "olgas-own-token",
        "olga@example.com",
    ] {
        assert!(!server.log().contains(secret), "{}", server.log());
    }

    // What its holder changed since stays.
    let body = json!({"password": "changed since"});
    let changed = api.patch("/api/current-user", body).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let title = json!({"title": "Bee Lab"});
    assert_eq!(api.patch("/api/organization/", title).await.status, 200);
    server.restart();
    let organizations = server.command(&["organization", "list", "--json"]).json();
    assert_eq!(organizations.as_array().map(Vec::len), Some(1));
    assert_eq!(organizations[0]["title"], "Bee Lab");
    let olga = server.browser();
    let entered = olga.log_in("olga@example.com", "changed since").await;
    assert_eq!(entered.status, 302, "{}", entered.html);
}

#[test]
fn the_shells_own_username_is_nobody() {
    let server = Server::start_with(&[("USERNAME", "root"), ("PASSWORD", "x")]);
    let organizations = server.command(&["organization", "list", "--json"]).json();
    assert_eq!(organizations, json!([]));
}

#[test]
fn half_a_first_owner_is_told_and_nothing_is_made() {
    let place = Place::new().with("LABEL_STUDIO_USERNAME", "olga@example.com");
    let told = place.command(&["serve"]).refused(1);
    assert!(told.contains("LABEL_STUDIO_PASSWORD is not"), "{told}");
    assert!(!place.path("muster-data").exists());
}
