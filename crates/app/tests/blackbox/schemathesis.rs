//! Schemathesis against the real binary: what the description allows, what it forbids, and one answer's ids in the next
//! question. No answer is 5xx, and none has a status or a shape that the description does not tell.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Api, Server, python};

const TOKEN: &str = "0123456789abcdef0123456789abcdef01234567";

/// How many cases there must have been, so that a run that gave up early is no success.
const CASES: u64 = 10_000;

/// What ends the caller's token or rights, after which there would be nothing but refusals to see. They come last.
const UPHEAVALS: [&str; 3] = [
    "POST /api/current-user/reset-token",
    "POST /api/jwt/settings",
    "POST /api/organizations/{id}/transfer-ownership",
];

#[tokio::test]
async fn the_server_does_what_its_description_says() {
    let server = Server::start_with(&[
        ("MUSTER_RATE_LIMITS", "off"),
        ("LABEL_STUDIO_USERNAME", "olga@example.com"),
        ("LABEL_STUDIO_PASSWORD", "from the environment"),
        ("LABEL_STUDIO_USER_TOKEN", TOKEN),
    ]);
    fill(&server.api(TOKEN), "first.example").await;
    let but = UPHEAVALS.iter().flat_map(|name| ["--exclude-name", *name]);
    let cases = ask(&server, "schemathesis.toml", TOKEN, but);
    assert!(cases >= CASES, "only {cases} cases");

    // Somebody else's, whose password and session policy are as they were.
    let nora = server.browser();
    let session = nora
        .sign_up("/user/signup", "nora@example.com")
        .await
        .session;
    fill(&nora.api().await, "second.example").await;
    let only = UPHEAVALS.iter().flat_map(|name| ["--include-name", *name]);
    let cases = ask(&server, "upheavals.toml", &session, only);
    assert!(cases >= 300, "only {cases} cases");
    assert!(!server.log().contains("ERROR"), "{}", server.log());
}

/// People and invitations to ask for, with addresses of this domain.
async fn fill(owner: &Api, domain: &str) {
    for name in ["ann", "bob", "cleo", "dan"] {
        let email = format!("{name}@{domain}");
        let added = owner.post("/api/users", json!({"email": email})).await;
        assert_eq!(added.status, 201);
        let role = json!({"user_id": added.json["id"], "role": "AN"});
        let given = owner.patch("/api/organizations/0/memberships", role).await;
        assert_eq!(given.status, 200);
    }
    let emails: Vec<String> = (1..=20).map(|n| format!("guest{n}@{domain}")).collect();
    let order = json!({"emails": emails, "role": "RE"});
    let invited = owner.post("/api/invite/send-email", order).await;
    assert_eq!(invited.status, 200);
}

/// Lets Schemathesis ask, by these settings and with this credential; how many cases it tried.
fn ask<'a>(
    server: &Server,
    settings: &str,
    credential: &str,
    which: impl Iterator<Item = &'a str>,
) -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report.json");
    let settings = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/schemathesis")
        .join(settings);
    let output = Command::new(python())
        .args(["-m", "schemathesis.cli", "--no-color", "--config-file"])
        .arg(settings)
        .args(["run", &server.url("/api/openapi.json")])
        .args(["--report", "json", "--report-json-path"])
        .arg(&report)
        .args(which)
        .current_dir(folder.path())
        .env("MUSTER_TEST_CREDENTIAL", credential)
        .output()
        .expect("Python runs");
    let told = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{complaint}");
    let report = std::fs::read(report).expect("there is a report");
    let report: Value = serde_json::from_slice(&report).expect("it is JSON");
    assert_eq!(report["complete"], true, "{told}");
    let operations = &report["operations"];
    assert_eq!(operations["tested"], operations["selected"], "{told}");
    let cases = report["test_cases"]["generated"].as_u64().expect("a count");
    // Not by a macro, whose words are kept back where a test succeeds.
    writeln!(
        std::io::stderr(),
        "schemathesis: {cases} cases of {} operations, {} failures, in {:.0} s",
        operations["tested"],
        report["test_cases"]["unique_failures"],
        report["running_time"].as_f64().unwrap_or_default(),
    )
    .expect("there is a standard error");
    cases
}
