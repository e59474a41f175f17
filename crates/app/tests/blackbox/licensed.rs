//! A server under licence: from the vendor to the last seat, on the command line and by the API.

use serde_json::json;

use crate::support::{Place, Server, Vendor};

/// A server that trusts this vendor, on an empty folder.
fn trusting(vendor: &Vendor) -> Place {
    Place::new().with("MUSTER_LICENSE_PUBLIC_KEYS", &vendor.public_key())
}

/// Lays a licence in the server's folder; its file.
fn lay(server: &mut Server, name: &str, text: &str) -> String {
    std::fs::write(server.place().path(name), text).expect("written");
    name.to_owned()
}

#[tokio::test]
async fn a_vendors_licence_fills_up_and_the_next_one_lets_the_fourth_in() {
    let vendor = Vendor::new();
    let mut server = Server::start_in(trusting(&vendor));
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let link = server.command(&["invite", "link"]).done();
    let link = link.trim().strip_prefix(&server.url("")).expect("ours");
    for name in ["ann", "bob", "cy"] {
        let guest = server.browser();
        guest.sign_up(link, &format!("{name}@example.com")).await;
    }
    let three = lay(&mut server, "three.txt", &vendor.issue("3", "2999-12-31"));
    let preview = server
        .command(&["license", "install", &three, "--dry-run", "--json"])
        .json();
    assert_eq!(preview["installed"], false);
    assert_eq!(
        preview["seats_after"],
        json!({"limit": 3, "used": 1, "free": 2})
    );
    let told = server.command(&["license", "install", &three]).done();
    assert!(told.contains("in force"), "{told}");
    let give = |name: &str| {
        let address = format!("{name}@example.com");
        server.command(&["member", "set-role", &address, "AN"])
    };
    give("ann").done();
    give("bob").done();
    let refused = give("cy").refused(1);
    assert!(refused.contains("3 of 3 are taken"), "{refused}");
    let five = lay(&mut server, "five.txt", &vendor.issue("5", "2999-12-31"));
    server.command(&["license", "install", &five]).done();
    server
        .command(&["member", "set-role", "cy@example.com", "AN"])
        .done();
    let api = olga.api().await;
    let seats = api.get("/api/organizations/0/seats").await.json;
    assert_eq!((&seats["limit"], &seats["used"]), (&json!(5), &json!(4)));
    let billing = api.get("/api/billing/info").await.json;
    let users = &billing["billing_checks"]["users"];
    assert_eq!(
        (&users["limit"], &users["count"]),
        (&json!(5), &json!(4)),
        "K27"
    );
}

#[tokio::test]
async fn what_has_to_be_confirmed_is_refused_by_the_command_and_changes_nothing() {
    let vendor = Vendor::new();
    let mut server = Server::start_in(trusting(&vendor));
    server
        .browser()
        .sign_up("/user/signup", "olga@example.com")
        .await;
    let past = lay(&mut server, "past.txt", &vendor.issue("5", "2020-12-31"));
    let refused = server.command(&["license", "install", &past]).refused(1);
    assert!(refused.contains("ended on 2020-12-31"), "{refused}");
    assert!(refused.contains("--confirm"), "{refused}");
    let stranger = lay(
        &mut server,
        "other.txt",
        &Vendor::new().issue("5", "2999-12-31"),
    );
    let refused = server
        .command(&["license", "install", &stranger, "--confirm"])
        .refused(1);
    assert!(refused.contains("signature does not match"), "{refused}");
    let bound = vendor.issue_with("5", "2999-12-31", &["--organization", "7"]);
    let bound = lay(&mut server, "bound.txt", &bound);
    let refused = server
        .command(&["license", "install", &bound, "--confirm"])
        .refused(1);
    assert!(refused.contains("organization 7"), "{refused}");
    server
        .command(&["license", "install", "missing.txt"])
        .refused(1);
    let preview = server
        .command(&["license", "install", &past, "--dry-run", "--json"])
        .json();
    assert_eq!(
        preview["seats_before"]["limit"],
        json!(null),
        "nothing is in force"
    );
    server
        .command(&["license", "install", &past, "--confirm"])
        .done();
}

#[tokio::test]
async fn the_licence_at_start_holds_from_the_founding_on_and_never_undoes_a_later_one() {
    let vendor = Vendor::new();
    let place = trusting(&vendor).with("LICENSE", "start.txt");
    std::fs::write(place.path("start.txt"), vendor.issue("1", "2999-12-31")).expect("written");
    let mut server = Server::start_in(place);
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let token = olga.token().await;
    let limit = async |server: &Server| {
        let api = server.api(&token);
        let seats = api.get("/api/organizations/0/seats").await;
        seats.json["limit"].clone()
    };
    assert_eq!(limit(&server).await, 1);
    let later = lay(&mut server, "later.txt", &vendor.issue("2", "2999-12-31"));
    server.command(&["license", "install", &later]).done();
    server.restart();
    assert_eq!(limit(&server).await, 2, "the one at start is older");
    lay(
        &mut server,
        "start.txt",
        &vendor.issue_later("3", "2999-12-31").await,
    );
    server.restart();
    assert_eq!(limit(&server).await, 3);
    lay(
        &mut server,
        "start.txt",
        &vendor.issue_later("9", "2020-12-31").await,
    );
    server.restart();
    assert_eq!(limit(&server).await, 3, "it has to be confirmed");
    assert!(server.log().contains("--confirm"), "{}", server.log());
    lay(&mut server, "start.txt", "no licence");
    server.restart();
    assert_eq!(
        limit(&server).await,
        3,
        "a wrong file replaces nothing, and stops nobody"
    );
    assert!(
        server.log().contains("the licence was refused"),
        "{}",
        server.log()
    );
}
