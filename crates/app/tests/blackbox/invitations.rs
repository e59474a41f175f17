//! Inviting by the command line, beside a running server that sends the mails.

use std::time::Duration;

use serde_json::json;

use crate::support::{Lab, within};

/// How long the mail of a command may take.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_mail_that_a_command_causes_is_sent_by_the_running_server() {
    let lab = Lab::new(&[]).await;
    let invite = ["invite", "email", "ann@example.com", "--role", "annotator"];
    let told = lab.server.command(&invite).done();
    assert!(told.contains("ann@example.com  created"), "{told}");
    within(SOON, "the mail of a command", async || {
        lab.mail.received_for("ann@example.com").pop()
    })
    .await;
    let (_, shown) = lab.accept("ann@example.com").await;
    assert_eq!(shown.status, 200);
    assert_eq!(lab.role("ann@example.com").await, "AN");
}

#[tokio::test]
async fn k47_each_address_has_its_result() {
    let mut lab = Lab::new(&[]).await;
    std::fs::write(
        lab.server.place().path("list.txt"),
        "\"Doe, Ann\" <ann@example.com>;\nnot-an-address\nOLGA@example.com\n",
    )
    .expect("written");
    let invite = [
        "invite",
        "email",
        "bob@example.com",
        "--file",
        "list.txt",
        "--json",
    ];
    let results = lab.server.command(&invite).json();
    let results: Vec<_> = results
        .as_array()
        .expect("a list")
        .iter()
        .map(|result| (result["email"].clone(), result["status"].clone()))
        .collect();
    assert_eq!(
        results,
        [
            (json!("bob@example.com"), json!("created")),
            (json!("ann@example.com"), json!("created")),
            (json!("not-an-address"), json!("invalid")),
            (json!("OLGA@example.com"), json!("already_member")),
        ]
    );

    let nobody = ["invite", "email", "olga@example.com", "nonsense", "--json"];
    let outcome = lab.server.command(&nobody);
    assert_eq!(outcome.code, 1);
    let results: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(results[1]["status"], "invalid");
    assert!(
        outcome.stderr.contains("nobody on the list"),
        "{}",
        outcome.stderr
    );

    let told = lab.server.command(&["invite", "email"]);
    assert_eq!(told.code, 2, "no address at all is wrong usage");
    let told = lab
        .server
        .command(&["invite", "email", "--file", "none.txt"]);
    assert!(told.refused(1).contains("none.txt cannot be read"));
}

#[tokio::test]
async fn k13_nobody_is_invited_as_owner() {
    let lab = Lab::new(&[]).await;
    let invite = ["invite", "email", "eve@example.com", "--role", "OW"];
    let told = lab.server.command(&invite).refused(1);
    assert!(
        told.contains("owner is not a role that can be given"),
        "{told}"
    );
    lab.server
        .command(&["invite", "email", "eve@example.com"])
        .done();
    let offer = ["invite", "set-role", "eve@example.com", "owner"];
    lab.server.command(&offer).refused(1);
    assert_eq!(lab.listed("eve@example.com").await["role"], "NO");
}

#[tokio::test]
async fn k18_resend_copy_link_change_role_and_revoke() {
    let lab = Lab::new(&[]).await;
    lab.invite("ann@example.com", "AN").await;
    let first = lab
        .invitation("ann@example.com")
        .await
        .link("/user/invitation");
    let link = || {
        let link = ["invite", "link", "--for", "ANN@example.com", "--json"];
        lab.server.command(&link).json()["url"].clone()
    };
    assert_eq!(link(), json!(first));

    lab.server
        .command(&["invite", "set-role", "ann@example.com", "RE"])
        .done();
    lab.server
        .command(&["invite", "resend", "ann@example.com"])
        .done();
    let second = link();
    let second = second.as_str().expect("a link");
    assert_ne!(second, first);
    assert_eq!(
        lab.server.browser().get(&first).await.status,
        410,
        "K04: replaced"
    );
    assert_eq!(
        lab.mail
            .mail("ann@example.com", second)
            .await
            .link("/user/"),
        second
    );

    let pending = ["invite", "list", "--status", "pending", "--json"];
    let listed = lab.server.command(&pending).json();
    assert_eq!(
        (&listed[0]["email"], &listed[0]["role"]),
        (&json!("ann@example.com"), &json!("RE"))
    );
    let id = listed[0]["id"].to_string();
    lab.server.command(&["invite", "revoke", &id]).done();
    assert_eq!(lab.server.browser().get(second).await.status, 410);
    assert_eq!(lab.server.command(&pending).json(), json!([]));
    let told = lab
        .server
        .command(&["invite", "revoke", "ann@example.com"])
        .refused(1);
    assert!(
        told.contains("no open invitation for ann@example.com"),
        "{told}"
    );
    let listed = lab.server.command(&["invite", "list"]).done();
    assert!(listed.contains("revoked"), "{listed}");
}
