//! The server key: made once, recognised, rotated.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use crate::support::{Place, Server};

const ONE: &str = "one key of at least 32 characters";
const OTHER: &str = "another key of at least 32 characters";

#[test]
fn a_key_is_made_on_first_start_and_kept() {
    let mut server = Server::start();
    let path = server.place().path("muster-data/secret.key");
    let key = std::fs::read_to_string(&path).expect("it was made");
    assert!(key.trim().len() >= 32);
    let mode = |path| {
        std::fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&server.place().path("muster-data")), 0o700);
    server.restart();
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), key);
}

#[test]
fn another_key_is_refused_and_says_why() {
    let mut place = Place::new().with("MUSTER_SECRET_KEY", ONE);
    place.command(&["migrate"]).done();
    place.set("MUSTER_SECRET_KEY", Some(OTHER));
    for words in [&["serve"][..], &["organization", "list"], &["migrate"]] {
        let told = place.command(words).refused(1);
        assert!(
            told.contains("another server key") && told.contains("MUSTER_SECRET_KEY"),
            "{told}"
        );
    }
    assert!(!place.path("muster-data/secret.key").exists());
}

#[test]
fn a_lost_key_is_not_replaced_silently() {
    let place = Place::new();
    place.command(&["migrate"]).done();
    let path = place.path("muster-data/secret.key");
    std::fs::remove_file(&path).expect("it was made");
    let told = place.command(&["serve"]).refused(1);
    assert!(told.contains("secret.key is not there"), "{told}");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_changed_key_still_opens_what_the_previous_one_sealed() {
    let mut server = Server::start_with(&[("MUSTER_SECRET_KEY", ONE)]);
    server
        .command(&["organization", "create", "--owner", "olga@example.com"])
        .done();
    let link = server.command(&["invite", "link"]).done();
    server.place().set("MUSTER_SECRET_KEY", Some(OTHER));
    server.place().set("MUSTER_SECRET_KEY_PREVIOUS", Some(ONE));
    // A command that already knows the new key does not lock out the server that still runs with the old one.
    assert_eq!(server.command(&["invite", "link"]).done(), link);
    server.restart();
    assert_eq!(server.command(&["invite", "link"]).done(), link);

    server.place().set("MUSTER_SECRET_KEY_PREVIOUS", None);
    let told = server.command(&["invite", "link"]).refused(1);
    assert!(
        told.contains("--reset"),
        "what cannot be opened is offered for reset: {told}"
    );
    let fresh = server.command(&["invite", "link", "--reset"]).done();
    assert_ne!(fresh, link);
    assert_eq!(server.command(&["invite", "link"]).done(), fresh);
}

#[test]
fn of_many_keys_on_a_new_database_one_wins() {
    for _ in 0..3 {
        let mut place = Place::new();
        let commands: Vec<_> = (0..6)
            .map(|number| {
                let key = format!("{OTHER}, number {number}");
                place.set("MUSTER_SECRET_KEY", Some(&key));
                let mut command = place.binary(&["organization", "list"]);
                command.stdout(Stdio::null()).stderr(Stdio::null());
                command.spawn().expect("the binary starts")
            })
            .collect();
        let done = commands
            .into_iter()
            .map(|mut command| command.wait().expect("it ends"))
            .filter(std::process::ExitStatus::success);
        assert_eq!(done.count(), 1);
    }
}

#[tokio::test]
async fn what_a_command_with_the_next_key_makes_opens_in_the_server_with_the_old_one() {
    let mut server = Server::start_with(&[("MUSTER_SECRET_KEY", ONE)]);
    let olga = server.browser();
    olga.sign_up("/user/signup", "olga@example.com").await;
    let api = olga.api().await;
    server.place().set("MUSTER_SECRET_KEY", Some(OTHER));
    server.place().set("MUSTER_SECRET_KEY_PREVIOUS", Some(ONE));
    let link = server.command(&["invite", "link", "--reset"]).done();
    let shown = api.get("/api/invite").await;
    assert_eq!(shown.json["invite_url"], link.trim(), "{shown:?}");
    server.restart();
    assert_eq!(server.command(&["invite", "link"]).done(), link);
}
