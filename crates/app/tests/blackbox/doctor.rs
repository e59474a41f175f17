//! `muster doctor` beside a running server: sound at first, and then what somebody did to the file is named.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Outcome, Place, Server, python};

/// Does something to the database that no server would do.
fn vandalize(place: &Place, sql: &str) {
    let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])";
    let output = Command::new(python())
        .args(["-c", script])
        .arg(place.path("muster-data/muster.db"))
        .arg(sql)
        .output();
    let output = output.expect("Python runs");
    assert!(output.status.success(), "{output:?}");
}

/// What it printed as JSON, if it ended with this exit code.
fn report(outcome: &Outcome, code: i32) -> Value {
    assert_eq!(outcome.code, code, "{}{}", outcome.stdout, outcome.stderr);
    serde_json::from_str(&outcome.stdout).expect("it prints JSON")
}

#[tokio::test]
async fn k27_a_sound_database_shows_the_seats_that_the_api_shows() {
    let mut server = Server::start_with(&[("MUSTER_UNLICENSED_SEATS", "3")]);
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    std::fs::write(
        server.place().path("people.csv"),
        "email,role\na@example.com,AN\nb@example.com,\n",
    )
    .expect("written");
    let import = ["member", "import", "people.csv"];
    server.command(&import).done();
    let told = report(&server.command(&["doctor", "--json"]), 0);
    let seats = json!([{"organization": 1, "limit": 3, "used": 2, "free": 1}]);
    assert_eq!(
        told,
        json!({"healthy": true, "seats": seats, "faults": [], "notes": []})
    );
    let api = olga.api().await;
    let shown = api.get("/api/organizations/0/seats").await.json;
    assert_eq!(shown["used"], 2);
    let exported = server.command(&["member", "export"]).done();
    assert_eq!(
        exported.matches("active").count() + exported.matches("owner").count(),
        2
    );
    let lines = server.command(&["doctor"]).done();
    assert!(lines.contains("All is sound."), "{lines}");
}

#[tokio::test]
async fn each_row_that_breaks_a_rule_is_named_beside_the_running_server() {
    let mut server = Server::start();
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    vandalize(
        server.place(),
        "UPDATE memberships SET standing = 'deactivated'; UPDATE users SET date_joined = 'odd'",
    );
    let told = report(&server.command(&["doctor", "--json"]), 1);
    assert_eq!(told["healthy"], false);
    let faults = told["faults"].as_array().expect("a list").iter();
    let faults: Vec<_> = faults
        .map(|fault| json!([fault["table"], fault["row"], fault["code"]]))
        .collect();
    assert_eq!(
        faults,
        [
            json!(["organizations", 1, "owner_is_not_active"]),
            json!(["users", 1, "unreadable"]),
            json!(["memberships", 1, "seat_mark"]),
        ]
    );
    let outcome = server.command(&["doctor"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stdout.contains("Fault: users, row 1:"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome.stderr.contains("3 faults were found"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn files_key_and_schema_are_looked_at_and_nothing_is_made() {
    let mut place = Place::new();
    let nothing = place.command(&["doctor"]).refused(1);
    assert!(nothing.contains("no database"), "{nothing}");
    assert!(!place.path("muster-data").exists(), "it made the folder");
    let create = ["organization", "create", "--owner", "olga@example.com"];
    place.command(&create).done();
    place.command(&["doctor"]).done();

    let key = place.path("muster-data/secret.key");
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&key, open).expect("opened");
    place.set("MUSTER_SECRET_KEY", Some(&"another key ".repeat(4)));
    vandalize(
        &place,
        "DELETE FROM seaql_migrations WHERE version LIKE 'm0022%'",
    );
    let told = report(&place.command(&["doctor", "--json"]), 1);
    let faults = told["faults"].as_array().expect("a list").iter();
    let codes: Vec<_> = faults.map(|fault| fault["code"].clone()).collect();
    assert_eq!(codes, ["open_to_others", "server_key", "schema"], "{told}");
}
