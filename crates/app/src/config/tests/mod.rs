//! The layers over each other, the names, and what is refused.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use muster_domain::model::seats::SeatLimit;
use muster_domain::model::settings::{MailPolicy, SignUpPolicy};
use muster_domain::model::time::Duration;
use proptest::prelude::*;

use super::env_file::EnvFile;
use super::file::File;
use super::setting::{Fallback, LabelStudio, PREFIXES};
use super::*;

mod env_file;
mod license;

/// Layers out of a file, variables, and flags by key.
fn layers(toml: &str, environment: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Layers {
    let mut problems = Vec::new();
    let file = File::parse(Path::new("muster.toml"), toml, &mut problems);
    let environment = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), OsString::from(value)));
    let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned()));
    Layers {
        flags: flags.collect(),
        environment: environment.collect(),
        env_file: EnvFile::default(),
        file,
        problems,
    }
}

fn read(toml: &str, environment: &[(&str, &str)]) -> Config {
    Config::read(&layers(toml, environment, &[])).expect("a right configuration")
}

fn problems(toml: &str, environment: &[(&str, &str)]) -> Vec<String> {
    match Config::read(&layers(toml, environment, &[])) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.0.iter().map(ToString::to_string).collect(),
    }
}

fn row(layers: &Layers, name: &str) -> (Option<String>, String) {
    let row = rows(layers)
        .into_iter()
        .find(|row| row.name == name)
        .expect("there is such a setting");
    (row.value, row.source)
}

const KEY: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn nothing_has_to_be_set() {
    let config = read("", &[]);
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.storage.data_dir, Path::new("./muster-data"));
    assert_eq!(config.settings.sign_up, SignUpPolicy::Open);
    assert_eq!(config.settings.unlicensed_seats, SeatLimit::Unlimited);
    assert_eq!(config.seats_set_by, None);
    assert_eq!(config.settings.invitation_life, Duration::days(7));
    assert_eq!(config.settings.mail, MailPolicy::On, "printed in the log");
    assert!(config.first_owner.is_none());
    assert!(config.key.current.is_none() && config.server.allowed_hosts.is_none());
}

#[test]
fn flags_win_over_variables_over_label_studio_over_the_file() {
    let toml = "listen = '0.0.0.0:1'\nunlicensed_seats = 4\n";
    let port = [
        ("PORT", "2"),
        ("HEARTEX_PORT", "3"),
        ("LABEL_STUDIO_PORT", "4"),
    ];
    let shown = |environment: &[(&str, &str)], flags: &[(&'static str, &str)]| {
        row(&layers(toml, environment, flags), "MUSTER_LISTEN")
    };
    let expected = |value: &str, source: &str| (Some(value.to_owned()), source.to_owned());
    assert_eq!(
        shown(&[], &[]),
        expected("0.0.0.0:1", "muster.toml (listen)")
    );
    assert_eq!(shown(&port[..1], &[]), expected("0.0.0.0:2", "PORT"));
    assert_eq!(
        shown(&port[..2], &[]),
        expected("0.0.0.0:3", "HEARTEX_PORT")
    );
    assert_eq!(
        shown(&port, &[]),
        expected("0.0.0.0:4", "LABEL_STUDIO_PORT")
    );
    let mut all = port.to_vec();
    all.push(("MUSTER_LISTEN", "[::1]:5"));
    assert_eq!(shown(&all, &[]), expected("[::1]:5", "MUSTER_LISTEN"));
    assert_eq!(
        shown(&all, &[("listen", "127.0.0.1:6")]),
        expected("127.0.0.1:6", "--listen")
    );
    assert_eq!(
        read(toml, &[]).settings.unlicensed_seats,
        SeatLimit::Limited(4)
    );
}

/// What an operator reads about Label Studio's names is all there is.
#[test]
fn the_manual_names_every_label_studio_name() {
    let manual = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/operating.md"
    ));
    for name in label_studio::unused::known() {
        let written = match name.strip_suffix('_') {
            Some(start) => format!("`{start}_…`"),
            None => format!("`{name}`"),
        };
        assert!(manual.contains(&written), "{name} is not in the manual");
    }
}

#[test]
fn label_studios_first_present_name_wins_even_if_empty() {
    let environment = [("LABEL_STUDIO_HOST", ""), ("HOST", "https://a.example")];
    let config = read("public_url = 'https://b.example'", &environment);
    let listening = config.server.listen;
    assert_eq!(
        config.server.public_url(listening).origin(),
        "http://127.0.0.1:8080"
    );
    let config = read("public_url = 'https://b.example'", &[("HOST", "my-laptop")]);
    assert_eq!(
        config.server.public_url(listening).origin(),
        "https://b.example"
    );
    let empty = problems(
        "",
        &[
            ("LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK", ""),
            ("DISABLE_SIGNUP_WITHOUT_LINK", "1"),
        ],
    );
    assert_eq!(
        empty,
        ["LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK: it is empty; write true or false"]
    );
}

#[test]
fn a_label_studio_environment_works_as_it_is() {
    let config = read(
        "",
        &[
            ("LABEL_STUDIO_HOST", "https://ls.example/people/"),
            ("LABEL_STUDIO_PORT", "9090"),
            ("LABEL_STUDIO_BASE_DATA_DIR", "/label-studio/data"),
            ("LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK", "Yes"),
            ("LABEL_STUDIO_ALLOWED_HOSTS", "ls.example"),
            ("SECRET_KEY", KEY),
            (
                "EMAIL_BACKEND",
                "django.core.mail.backends.smtp.EmailBackend",
            ),
            ("EMAIL_HOST", "mail.example"),
            ("EMAIL_USE_SSL", "1"),
            ("FROM_EMAIL", "Label Studio <hello@example.com>"),
            ("LABEL_STUDIO_USERNAME", "olga@example.com"),
            ("LABEL_STUDIO_PASSWORD", "hush hush"),
            ("LABEL_STUDIO_USER_TOKEN", "olgas-token"),
            ("DEBUG", "true"),
            ("LOG_LEVEL", "DEBUG"),
            ("DJANGO_DB", "sqlite"),
        ],
    );
    assert_eq!(
        config.server.public_url(config.server.listen).url("/x"),
        "https://ls.example/people/x"
    );
    assert_eq!(config.server.listen.port(), 9090);
    assert_eq!(config.storage.data_dir, Path::new("/label-studio/data"));
    assert_eq!(config.settings.sign_up, SignUpPolicy::LinkOnly);
    assert_eq!(
        config.server.allowed_hosts,
        Some(vec!["ls.example".to_owned()])
    );
    assert!(config.key.current.is_some());
    let public_url = config.server.public_url(config.server.listen);
    let Way::Smtp(smtp) = config.mail.way(&public_url) else {
        panic!("mails leave by SMTP");
    };
    assert_eq!((smtp.host(), smtp.port()), ("mail.example", 465));
    assert_eq!(
        config.mail.from(&public_url).to_string(),
        "Label Studio <hello@example.com>"
    );
    let owner = config.first_owner.expect("the first Owner is named");
    assert_eq!(owner.email.as_str(), "olga@example.com");
}

#[test]
fn the_own_name_of_the_mail_server_wins_over_all_of_label_studios() {
    let toml = "smtp_url = 'smtp://file.example'";
    let theirs = ("EMAIL_HOST", "theirs.example");
    let shown = |environment: &[(&str, &str)]| {
        let layers = layers(toml, environment, &[]);
        row(&layers, "MUSTER_SMTP_URL")
    };
    let expected = |value: &str, source: &str| (Some(value.to_owned()), source.to_owned());
    assert_eq!(
        shown(&[]),
        expected("smtp://file.example", "muster.toml (smtp_url)")
    );
    assert_eq!(
        shown(&[theirs]),
        expected("smtp://theirs.example:25?tls=none", "EMAIL_HOST")
    );
    let wrong_but_hidden = ("EMAIL_PORT", "none");
    let own = ("MUSTER_SMTP_URL", "smtps://me:hush@own.example");
    assert_eq!(
        shown(&[theirs, wrong_but_hidden, own]),
        expected("smtps://me:********@own.example", "MUSTER_SMTP_URL")
    );
    let config = read(toml, &[("MUSTER_SMTP_URL", "off")]);
    assert_eq!(config.settings.mail, MailPolicy::Off);
}

#[test]
fn the_first_owner_is_shown_with_secrets_masked() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("password");
    std::fs::write(&path, "hush hush\n").expect("written");
    let path = path.to_str().expect("a path in UTF-8");
    let layers = layers(
        "",
        &[
            ("USERNAME", "olga@example.com"),
            ("PASSWORD_FILE", path),
            ("USER_TOKEN", "olgas-token"),
        ],
        &[],
    );
    assert!(Config::read(&layers).expect("right").first_owner.is_some());
    let masked = |source: &str| (Some("********".to_owned()), source.to_owned());
    assert_eq!(
        row(&layers, "USERNAME"),
        (Some("olga@example.com".to_owned()), "USERNAME".to_owned())
    );
    let source = format!("PASSWORD_FILE = {path}");
    assert_eq!(row(&layers, "PASSWORD"), masked(&source));
    assert_eq!(row(&layers, "USER_TOKEN"), masked("USER_TOKEN"));
}

#[test]
fn everything_that_is_wrong_is_told_at_once_by_the_name_it_was_set_under() {
    let toml = "listen = 'here'\nlisten_addr = 'x'\nlog = 'a=b=c'\n";
    let environment = [
        ("MUSTER_PUBLIC_URL", "ftp://x"),
        ("MUSTER_SECRET_KEY", "short"),
        ("DISABLE_SIGNUP_WITHOUT_LINK", "maybe"),
        ("MUSTER_UNLICENSED_SEATS", "many"),
        ("MUSTER_TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
        ("MUSTER_DATABASE_URL", "mysql://u:hush@db"),
        ("MUSTER_SEATS", "3"),
    ];
    let problems = problems(toml, &environment);
    let places: Vec<_> = problems
        .iter()
        .map(|problem| problem.split(": ").next().unwrap_or_default())
        .collect();
    assert_eq!(
        places,
        [
            "MUSTER_SEATS",
            "muster.toml (listen_addr)",
            "muster.toml (listen)",
            "MUSTER_PUBLIC_URL",
            "MUSTER_TRUSTED_PROXIES",
            "MUSTER_DATABASE_URL",
            "MUSTER_SECRET_KEY",
            "DISABLE_SIGNUP_WITHOUT_LINK",
            "MUSTER_UNLICENSED_SEATS",
            "muster.toml (log)",
        ]
    );
    let all = problems.join("\n");
    assert!(!all.contains("short\"") && !all.contains("hush"), "{all}");
}

#[test]
fn a_secret_may_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    std::fs::write(&path, format!("{KEY}\n")).expect("written");
    let path = path.to_str().expect("a path in UTF-8");
    let named = layers("", &[("MUSTER_SECRET_KEY_FILE", path)], &[]);
    assert_eq!(
        named
            .find(&key::SECRET_KEY)
            .expect("found")
            .expect("set")
            .text,
        KEY
    );
    let source = format!("MUSTER_SECRET_KEY_FILE = {path}");
    assert_eq!(
        row(&named, "MUSTER_SECRET_KEY"),
        (Some("********".to_owned()), source)
    );
    assert!(
        read(&format!("secret_key_file = '{path}'"), &[])
            .key
            .current
            .is_some()
    );

    let both = [("MUSTER_SECRET_KEY", KEY), ("MUSTER_SECRET_KEY_FILE", path)];
    assert_eq!(
        problems("", &both),
        ["MUSTER_SECRET_KEY: MUSTER_SECRET_KEY_FILE is set as well; only one of the two can hold"]
    );
    let missing = problems("", &[("MUSTER_SECRET_KEY_FILE", "/no/such/file")]);
    assert!(
        missing[0].starts_with("MUSTER_SECRET_KEY_FILE: /no/such/file cannot be read"),
        "{missing:?}"
    );
    assert_eq!(
        problems("listen_file = 'x'", &[]).len(),
        1,
        "only secrets stand in files"
    );
}

#[test]
fn no_secret_is_shown() {
    let environment = [
        ("MUSTER_SECRET_KEY", KEY),
        ("MUSTER_DATABASE_URL", "postgres://u:hush@db/muster"),
    ];
    let all = format!(
        "{:?}",
        rows(&layers(
            &format!("secret_key_previous = '{KEY}'"),
            &environment,
            &[]
        ))
    );
    assert!(!all.contains(KEY) && !all.contains("hush"), "{all}");
    assert!(all.contains("postgres://u:********@db/muster"), "{all}");
}

#[test]
fn with_postgresql_the_server_key_has_to_be_set() {
    let database = ("MUSTER_DATABASE_URL", "postgres://u:hush@db/muster");
    let told = problems("", &[database]).join("\n");
    assert!(
        told.starts_with("MUSTER_SECRET_KEY: has to be set with PostgreSQL"),
        "{told}"
    );
    assert!(!told.contains("hush"), "{told}");
    let key = ("MUSTER_SECRET_KEY", KEY);
    assert_eq!(problems("", &[database, key]), Vec::<String>::new());
}

#[test]
fn it_is_known_where_the_seat_limit_is_set() {
    let toml = "unlicensed_seats = 4";
    for (toml, environment, expected) in [
        (toml, &[][..], Some("muster.toml (unlicensed_seats)")),
        (
            toml,
            &[("MUSTER_UNLICENSED_SEATS", "3")],
            Some("MUSTER_UNLICENSED_SEATS"),
        ),
        (
            "",
            &[("MUSTER_UNLICENSED_SEATS", "unlimited")],
            Some("MUSTER_UNLICENSED_SEATS"),
        ),
        (toml, &[("MUSTER_UNLICENSED_SEATS", "")], None),
    ] {
        assert_eq!(read(toml, environment).seats_set_by.as_deref(), expected);
    }
}

#[test]
fn a_previous_key_needs_a_current_one() {
    assert_eq!(
        problems("", &[("MUSTER_SECRET_KEY_PREVIOUS", KEY)]).len(),
        1
    );
}

#[test]
fn every_fallback_is_a_right_value() {
    for setting in SETTINGS {
        if let Fallback::Value(text) = setting.fallback {
            let variable = setting.variable();
            assert_eq!(problems("", &[(&variable, text)]), [""; 0], "{variable}");
        }
    }
}

/// The example names every setting, and each line of it can be taken as it stands.
#[test]
fn the_example_file_is_right_and_whole() {
    let example = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../deploy/muster.example.toml"
    ));
    let as_set = |line: &'static str| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting,
        _ => line,
    };
    let lines = example.lines().map(as_set);
    let bare: Vec<_> = lines.filter(|line| !line.contains("_file = ")).collect();
    let bare = bare.join("\n");
    assert_eq!(problems(&bare, &[]), [""; 0]);
    let mut named = Vec::new();
    let table = File::parse(Path::new("muster.toml"), &bare, &mut named);
    for setting in SETTINGS {
        assert!(
            table.values.contains_key(setting.key),
            "{} is not in the example",
            setting.key
        );
    }
}

fn names() -> impl Strategy<Value = String> {
    let mut names = vec![
        "HOST".to_owned(),
        "LABEL_STUDIO_PORT".to_owned(),
        "MUSTER_NO_SUCH".to_owned(),
    ];
    let mut theirs = first_owner::NAMES.to_vec();
    for setting in SETTINGS {
        names.extend([setting.variable(), format!("{}_FILE", setting.variable())]);
        theirs.extend(setting.label_studio.iter().flat_map(LabelStudio::names));
    }
    for name in theirs {
        names.extend(PREFIXES.map(|prefix| format!("{prefix}{name}")));
    }
    prop::sample::select(names)
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z0-9:/.*,@-]{0,40}",
        Just(String::new()),
        Just("true".to_owned()),
        Just("7".to_owned())
    ]
}

proptest! {
    #[test]
    fn any_environment_is_read_or_refused(environment in prop::collection::btree_map(names(), texts(), 0..8), toml in any::<String>()) {
        let mut layers = layers(&toml, &[], &[]);
        layers.environment = environment.into_iter().map(|(name, text)| (name, text.into())).collect();
        let refused = Config::read(&layers).is_err();
        let report = rows(&layers);
        prop_assert!(report.len() >= SETTINGS.len());
        prop_assert!(refused || report.iter().all(|row| !row.source.starts_with("wrong")));
    }

    #[test]
    fn any_env_file_is_read_or_refused(variables in prop::collection::btree_map(names(), texts(), 0..8), environment in prop::collection::btree_map(names(), texts(), 0..4)) {
        let mut layers = layers("", &[], &[]);
        layers.env_file.variables = variables;
        layers.environment = environment.into_iter().map(|(name, text)| (name, text.into())).collect();
        let refused = Config::read(&layers).is_err();
        prop_assert!(refused || rows(&layers).iter().all(|row| !row.source.starts_with("wrong")));
    }

    #[test]
    fn any_file_is_read_or_refused(values in prop::collection::btree_map("(listen|log|data_dir|public_url|secret_key|unlicensed_seats|x)", texts(), 0..6)) {
        let table: BTreeMap<_, _> = values;
        let toml = toml::to_string(&table).expect("a table of texts");
        let _ = Config::read(&layers(&toml, &[], &[]));
    }
}
