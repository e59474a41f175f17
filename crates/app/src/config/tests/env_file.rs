//! The env file between the other layers, and what is set and has no effect.

use std::path::Path;

use super::{KEY, layers, row};
use crate::config::env_file::EnvFile;
use crate::config::{Config, Layers, by_reason};

/// Layers of a file that sets the seats, variables, and an env file.
fn layers_with_env_file(environment: &[(&str, &str)], env_file: &str) -> Layers {
    let mut layers = layers("unlicensed_seats = 4", environment, &[]);
    let path = Path::new("prod.env");
    layers.env_file = EnvFile::parse(path, env_file.as_bytes(), &mut layers.problems);
    layers
}

#[test]
fn an_env_file_stands_between_the_environment_and_the_file() {
    let env_file = "MUSTER_UNLICENSED_SEATS=5\nLABEL_STUDIO_PORT=2";
    let seats = |environment: &[(&str, &str)], env_file: &str| {
        let layers = layers_with_env_file(environment, env_file);
        row(&layers, "MUSTER_UNLICENSED_SEATS")
    };
    let expected = |value: &str, source: &str| (Some(value.to_owned()), source.to_owned());
    assert_eq!(
        seats(&[], ""),
        expected("4", "muster.toml (unlicensed_seats)")
    );
    assert_eq!(
        seats(&[], env_file),
        expected("5", "prod.env (MUSTER_UNLICENSED_SEATS)")
    );
    assert_eq!(
        seats(&[("MUSTER_UNLICENSED_SEATS", "6")], env_file),
        expected("6", "MUSTER_UNLICENSED_SEATS")
    );
    let listen = |environment: &[(&str, &str)]| {
        let layers = layers_with_env_file(environment, env_file);
        row(&layers, "MUSTER_LISTEN")
    };
    assert_eq!(
        listen(&[]),
        expected("127.0.0.1:2", "prod.env (LABEL_STUDIO_PORT)")
    );
    let own = ("MUSTER_LISTEN", "[::1]:5");
    assert_eq!(listen(&[own]), expected("[::1]:5", "MUSTER_LISTEN"));
}

#[test]
fn a_secret_of_the_environment_hides_the_env_files_in_both_forms() {
    let key = ("MUSTER_SECRET_KEY", KEY);
    let layers = layers_with_env_file(&[key], "MUSTER_SECRET_KEY_FILE=/no/such/file");
    assert_eq!(row(&layers, key.0).1, "MUSTER_SECRET_KEY");
    let both = format!("MUSTER_SECRET_KEY={KEY}\nMUSTER_SECRET_KEY_FILE=/no/such/file");
    let problems = Config::read(&layers_with_env_file(&[], &both)).expect_err("too many");
    let told = problems.to_string();
    assert!(
        told.contains("prod.env (MUSTER_SECRET_KEY): prod.env (MUSTER_SECRET_KEY_FILE) is set"),
        "{told}"
    );
}

#[test]
fn what_shells_set_for_themselves_hides_nothing_in_an_env_file() {
    let shell = [("HOST", "my-laptop"), ("USERNAME", "root")];
    let env_file = "HOST=https://ls.example\nUSERNAME=olga@example.com\nPASSWORD='hush hush'";
    let layers = layers_with_env_file(&shell, env_file);
    let owner = Config::read(&layers).expect("right").first_owner;
    assert_eq!(owner.expect("named").email.as_str(), "olga@example.com");
    assert_eq!(row(&layers, "MUSTER_PUBLIC_URL").1, "prod.env (HOST)");
    assert_eq!(row(&layers, "PASSWORD").1, "prod.env (PASSWORD)");
    let meant = [("HOST", "https://other.example")];
    let layers = layers_with_env_file(&meant, env_file);
    assert_eq!(row(&layers, "MUSTER_PUBLIC_URL").1, "HOST");
}

#[test]
fn a_misspelt_name_of_ours_in_an_env_file_is_refused() {
    let layers = layers_with_env_file(&[], "MUSTER_LISTN=127.0.0.1:1");
    let problems = Config::read(&layers).expect_err("refused");
    assert_eq!(
        problems.to_string(),
        "the configuration is wrong\n  prod.env (MUSTER_LISTN): there is no such setting; did you mean MUSTER_LISTEN?"
    );
}

#[test]
fn what_has_no_effect_is_told_once_for_each_reason() {
    let environment = [
        ("LABEL_STUDIO_SESSION_COOKIE_SECURE", "1"),
        ("LABEL_STUDIO_COLLECT_ANALYTICS", "1"),
        ("LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LNIK", "1"),
        ("LABEL_STUDIO_PORT", "9000"),
        ("REDIS_LOCATION", "somebody else's"),
    ];
    let env_file = "CSRF_COOKIE_SECURE=1\nREDIS_LOCATION=r:6379\nSENTRY_DSN=x\nPOSTGRE_PASSWORD_FILE=/x\n\
                    MINIO_SKIP=1\nHOST=label-studio\nUSERNAME=olga\nLICENSE=https://l.example";
    let layers = layers_with_env_file(&environment, env_file);
    let config = Config::read(&layers).expect("none of it is wrong");
    let told: Vec<_> = by_reason(&config.no_effect)
        .into_iter()
        .map(|(places, why)| format!("{places}: {why}"))
        .collect();
    assert_eq!(
        told,
        [
            "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LNIK: Muster has no such setting; \
             did you mean LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK?",
            "LABEL_STUDIO_SESSION_COOKIE_SECURE, prod.env (CSRF_COOKIE_SECURE): \
             how cookies are set follows from the public address",
            "prod.env (MINIO_SKIP): Muster has no such setting",
            "prod.env (REDIS_LOCATION): Muster needs no Redis",
            "prod.env (HOST): it does not begin with http:// or https://",
            "prod.env (LICENSE): it is an address, and Muster fetches nothing; save the licence in a file, and name that",
            "prod.env (USERNAME): the first Owner needs an e-mail address as USERNAME, and a PASSWORD",
        ]
    );
}
