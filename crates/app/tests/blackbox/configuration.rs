//! Settings as an operator meets them.

use crate::support::{MailServer, Place, Server};

#[test]
fn every_mistake_is_told_at_once_and_nothing_is_made() {
    let place = Place::new()
        .with("MUSTER_LISTEN", "here")
        .with("MUSTER_LISTN", "127.0.0.1:1")
        .with("LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK", "")
        .with("MUSTER_SECRET_KEY", "too short a key");
    std::fs::write(place.path("muster.toml"), "unlicensed_seats = 'many'\n").expect("written");
    for words in [
        &["config", "check"][..],
        &["serve"],
        &["organization", "list"],
    ] {
        let told = place.command(words).refused(1);
        for name in [
            "MUSTER_LISTEN: \"here\" is not an address",
            "did you mean MUSTER_LISTEN?",
            "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK: it is empty",
            "MUSTER_SECRET_KEY: is too short",
            "muster.toml (unlicensed_seats): ",
        ] {
            assert!(
                told.contains(name),
                "{words:?} does not tell {name}: {told}"
            );
        }
        assert!(
            !told.contains("too short a key"),
            "the secret is told: {told}"
        );
    }
    assert!(
        !place.path("muster-data").exists(),
        "a wrong configuration leaves no trace"
    );
}

#[test]
fn each_value_is_shown_with_where_it_came_from() {
    let place = Place::new()
        .with("LABEL_STUDIO_HOST", "https://ls.example/people")
        .with("MUSTER_SECRET_KEY", "0123456789abcdef0123456789abcdef")
        .with("MUSTER_SMTP_URL", "smtp://u:hush@mail")
        .with("MUSTER_LICENSE_PUBLIC_KEYS", "vendor.pub");
    std::fs::write(place.path("muster.toml"), "unlicensed_seats = 7\n").expect("written");
    let shown = place
        .command(&["config", "show", "--json", "--log", "debug"])
        .json();
    let row = |name: &str| {
        let row = shown
            .as_array()
            .expect("rows")
            .iter()
            .find(|row| row["name"] == name)
            .expect("it is shown")
            .clone();
        (
            row["value"].as_str().map(str::to_owned),
            row["source"].as_str().expect("a source").to_owned(),
        )
    };
    let expected = |value: &str, source: &str| (Some(value.to_owned()), source.to_owned());
    assert_eq!(
        row("MUSTER_PUBLIC_URL"),
        expected("https://ls.example/people", "LABEL_STUDIO_HOST")
    );
    assert_eq!(
        row("MUSTER_UNLICENSED_SEATS"),
        expected("7", "muster.toml (unlicensed_seats)")
    );
    assert_eq!(row("MUSTER_LOG"), expected("debug", "--log"));
    assert_eq!(
        row("MUSTER_SECRET_KEY"),
        expected("********", "MUSTER_SECRET_KEY")
    );
    assert_eq!(row("MUSTER_DATA_DIR"), expected("./muster-data", "default"));
    assert_eq!(
        row("MUSTER_SMTP_URL"),
        expected("smtp://u:********@mail", "MUSTER_SMTP_URL")
    );
    assert_eq!(
        row("MUSTER_LICENSE_PUBLIC_KEYS"),
        (None, "not used by this release".to_owned())
    );
    let table = place.command(&["config", "show"]).done();
    assert!(
        !table.contains("hush") && !table.contains("0123456789abcdef"),
        "{table}"
    );
    assert!(
        place
            .command(&["config", "check"])
            .done()
            .ends_with("The settings are right.\n")
    );
}

/// K43: what was negotiated is told, before anybody waits for a mail.
#[test]
fn k43_the_check_tells_what_was_agreed_with_the_mail_server() {
    let check = ["config", "check", "--mail"];
    let mut mail = MailServer::down();
    let mut place = Place::new().with("MUSTER_SMTP_URL", &mail.url());
    let told = place.command(&check).refused(1);
    assert!(told.contains("refused"), "{told}");
    mail.start(&[]);
    let told = place.command(&check).done();
    assert!(told.contains("in clear text, without a login"), "{told}");
    assert_eq!(mail.count(), 0);
    let starttls = mail.url().replace("none", "required");
    place.set("MUSTER_SMTP_URL", Some(&starttls));
    let told = place.command(&check).refused(1);
    assert!(told.contains("STARTTLS"), "K42: {told}");
    place.set("MUSTER_SMTP_URL", None);
    let told = place.command(&check).refused(1);
    assert!(told.contains("no mail server is set"), "{told}");
}

#[test]
fn the_file_is_named_or_found() {
    let place = Place::new();
    std::fs::write(place.path("other.toml"), "unlicensed_seats = 'many'\n").expect("written");
    place.command(&["config", "check"]).done();
    let named = ["config", "check", "--config", "other.toml"];
    let told = place.command(&named).refused(1);
    assert!(told.contains("other.toml (unlicensed_seats)"), "{told}");
    // What the environment hides is not looked at.
    let place = place.with("MUSTER_UNLICENSED_SEATS", "3");
    place.command(&named).done();
    let told = place
        .command(&["--config", "none.toml", "config", "check"])
        .refused(1);
    assert!(told.contains("none.toml: cannot be read"), "{told}");
}

#[test]
fn port_zero_takes_a_free_port_and_says_which() {
    let server = Server::start_with(&[("MUSTER_LISTEN", "127.0.0.1:0")]);
    let listening = server.listening();
    assert!(!listening.ends_with(":0"), "{listening}");
    std::net::TcpStream::connect(listening).expect("it listens there");
}

#[test]
fn the_start_says_where_to_sign_up() {
    let server = Server::start();
    let announced = server.announced().to_owned();
    assert!(
        announced.contains(&format!("Sign up: {}", server.url("/user/signup"))),
        "{announced}"
    );
    assert!(
        !server.log().contains("can sign up"),
        "on loopback there is nothing to warn of"
    );

    let closed = Server::start_with(&[("DISABLE_SIGNUP_WITHOUT_LINK", "true")]);
    assert!(
        closed
            .announced()
            .contains("muster organization create --owner EMAIL"),
        "{}",
        closed.announced()
    );

    let open = Server::start_with(&[("MUSTER_LISTEN", "0.0.0.0:0")]);
    assert!(open.log().contains("can sign up"), "{}", open.log());
}

#[test]
fn wrong_usage_ends_with_two() {
    let place = Place::new();
    for words in [
        &["sevre"][..],
        &["member", "set-role", "a@example.com", "king"],
        &["token", "issue", "no address"],
    ] {
        assert_eq!(place.command(words).code, 2, "{words:?}");
    }
    assert_eq!(place.command(&["--help"]).code, 0);
    assert!(place.command(&["--version"]).done().starts_with("muster "));
}
