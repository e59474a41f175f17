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
        .with("MUSTER_SMTP_URL", "smtp://u:hush@mail");
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

/// An env file as the guide has it: blanks, quotes, and names that mean nothing here.
const LABEL_STUDIO_ENV: &str = "\u{FEFF}# Label Studio\r
\r
LABEL_STUDIO_HOST = https://ls.example/people\r
export LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK=true\r
SECRET_KEY='hush-hush-hush-hush-hush-hush-hush'\r
EMAIL_BACKEND = django.core.mail.backends.smtp.EmailBackend\r
EMAIL_HOST = \"mail.example\"\r
EMAIL_PORT = 587\r
EMAIL_USE_TLS = 1\r
EMAIL_HOST_USER = lab\r
EMAIL_HOST_PASSWORD = 'hush $HOME #1'\r
FROM_EMAIL = Label Studio <hello@example.com>\r
USERNAME=olga@example.com\r
PASSWORD=hush hush\r
LOG_LEVEL=DEBUG\r
REDIS_LOCATION=redis://:hush@redis:6379/1\r
SESSION_COOKIE_SECURE=1\r
COLLECT_ANALYTICS=0\r
";

#[test]
fn a_label_studio_env_file_works_as_it_is() {
    let place = Place::new()
        .with("USERNAME", "root")
        .with("FROM_EMAIL", "Muster <muster@example.com>")
        .with_env_file(LABEL_STUDIO_ENV);
    let shown = place.command(&["config", "show", "--json"]).json();
    let row = |name: &str| {
        let rows = shown.as_array().expect("rows");
        let row = rows.iter().find(|row| row["name"] == name);
        let row = row.expect("it is shown");
        let value = row["value"].as_str().unwrap_or_default();
        format!("{value} by {}", row["source"].as_str().expect("a source"))
    };
    for (name, expected) in [
        (
            "MUSTER_PUBLIC_URL",
            "https://ls.example/people by prod.env (LABEL_STUDIO_HOST)",
        ),
        ("MUSTER_SECRET_KEY", "******** by prod.env (SECRET_KEY)"),
        (
            "MUSTER_MAIL_FROM",
            "Muster <muster@example.com> by FROM_EMAIL",
        ),
        ("MUSTER_LOG", "info,muster=debug by prod.env (LOG_LEVEL)"),
        ("USERNAME", "olga@example.com by prod.env (USERNAME)"),
        ("PASSWORD", "******** by prod.env (PASSWORD)"),
        ("MUSTER_DATA_DIR", "./muster-data by default"),
        (
            "prod.env (REDIS_LOCATION)",
            " by no effect: Muster needs no Redis",
        ),
    ] {
        assert_eq!(row(name), expected, "{name}");
    }
    let mail = row("MUSTER_SMTP_URL");
    let start = "smtp://lab:********@mail.example:587?tls=required by prod.env (EMAIL_BACKEND), ";
    assert!(mail.starts_with(start), "{mail}");
    let table = place.command(&["config", "show"]).done();
    assert!(!table.contains("hush"), "{table}");
    assert_eq!(
        place.command(&["config", "check"]).done(),
        "No effect: prod.env (REDIS_LOCATION): Muster needs no Redis.\n\
         No effect: prod.env (SESSION_COOKIE_SECURE): how cookies are set follows from the public address.\n\
         The settings are right.\n"
    );
}

#[tokio::test]
async fn a_server_of_a_label_studio_env_file_says_what_has_no_effect_and_takes_the_owner_in() {
    let without_mail = LABEL_STUDIO_ENV
        .replace("https://ls.example/people", "label-studio")
        .replace("smtp.EmailBackend", "dummy.EmailBackend");
    let server = Server::start_in(Place::new().with_env_file(&without_mail));
    let log = server.log();
    for told in [
        "prod.env (REDIS_LOCATION)",
        "prod.env (SESSION_COOKIE_SECURE)",
        "prod.env (LABEL_STUDIO_HOST)",
    ] {
        assert_eq!(log.matches(told).count(), 1, "{told} is told once: {log}");
    }
    assert!(
        !log.contains("COLLECT_ANALYTICS") && !log.contains("hush"),
        "{log}"
    );
    let olga = server.browser();
    assert_eq!(
        olga.log_in("olga@example.com", "hush hush").await.status,
        302
    );
}

#[test]
fn a_wrong_env_file_is_told_by_line_and_never_by_its_text() {
    let place = Place::new();
    let check = |name: &str| {
        place
            .command(&["config", "check", "--env-file", name])
            .refused(1)
    };
    let bad = "A=1\nEMAIL_HOST_PASSWORD: hush\nPASSWORD='hush\nMUSTER_LISTN=hush\n";
    std::fs::write(place.path("bad.env"), bad).expect("written");
    let told = check("bad.env");
    for expected in [
        "bad.env, line 2: is not NAME=value",
        "bad.env, line 3: has a quote that is not closed",
        "bad.env (MUSTER_LISTN): there is no such setting; did you mean MUSTER_LISTEN?",
    ] {
        assert!(told.contains(expected), "{expected} is not told: {told}");
    }
    assert!(!told.contains("hush"), "{told}");

    std::fs::write(place.path("big.env"), "A=1\n".repeat(2_500_000)).expect("written");
    std::fs::write(place.path("utf16.env"), b"\xFF\xFEA\0=\x001\0").expect("written");
    std::fs::create_dir(place.path("folder.env")).expect("made");
    for (name, expected) in [
        ("none.env", "none.env: cannot be read: No such file"),
        ("folder.env", "folder.env: cannot be read: is a directory"),
        ("big.env", "big.env: is no env file"),
        ("utf16.env", "utf16.env, line 1: is not valid UTF-8"),
    ] {
        let told = check(name);
        assert!(told.contains(expected), "{told}");
    }
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
