//! Label Studio's names for the database, which together say what `MUSTER_DATABASE_URL` says: `DJANGO_DB`,
//! `POSTGRE_HOST`, …

use muster_persistence::ConnectOptions;

use super::names::{Names, encoded};
use crate::config::layers::{Found, Layers};
use crate::config::problem::Problem;

const KIND: &str = "DJANGO_DB";
const FILE: &str = "DATABASE_NAME";
const NAME: &str = "POSTGRE_NAME";
const USER: &str = "POSTGRE_USER";
const PASSWORD: &str = "POSTGRE_PASSWORD";
const HOST: &str = "POSTGRE_HOST";
const PORT: &str = "POSTGRE_PORT";
const SSL_MODE: &str = "POSTGRE_SSL_MODE";
const SSL_ROOT_CERTIFICATE: &str = "POSTGRE_SSLROOTCERT";
const SSL_CERTIFICATE: &str = "POSTGRE_SSLCERT";
const SSL_KEY: &str = "POSTGRE_SSLKEY";

/// All of them, without prefix.
pub(crate) const NAMES: [&str; 11] = [
    KIND,
    FILE,
    NAME,
    USER,
    PASSWORD,
    HOST,
    PORT,
    SSL_MODE,
    SSL_ROOT_CERTIFICATE,
    SSL_CERTIFICATE,
    SSL_KEY,
];

/// What they say, as `MUSTER_DATABASE_URL` would say it. Where the kind is left out, a host, a user or a name means
/// PostgreSQL, and a file SQLite, if that is meant for us: other programs have a `DATABASE_NAME` too.
pub(crate) fn url(layers: &Layers) -> Result<Option<Found>, Problem> {
    let mut names = Names::new(layers);
    let text = match names.text(KIND)?.as_deref() {
        Some("sqlite") => sqlite(&mut names)?,
        Some("default") => Some(postgres(&mut names)?),
        Some(_) => {
            return Err(names.problem(
                "Muster has no such database; `sqlite` and `default`, which is PostgreSQL, are known",
            ));
        }
        None if is_postgres(&names)? => Some(postgres(&mut names)?),
        None => sqlite(&mut names)?.filter(|_| names.is_on_purpose()),
    };
    Ok(text.map(|text| names.found(text)))
}

fn is_postgres(names: &Names<'_>) -> Result<bool, Problem> {
    Ok(names.peek(HOST)?.is_some() || names.peek(USER)?.is_some() || names.peek(NAME)?.is_some())
}

fn sqlite(names: &mut Names<'_>) -> Result<Option<String>, Problem> {
    let file = names.text(FILE)?;
    Ok(file.map(|file| format!("sqlite:{file}")))
}

/// With Label Studio's defaults for what is left out.
fn postgres(names: &mut Names<'_>) -> Result<String, Problem> {
    let postgres = || "postgres".to_owned();
    let name = names.text(NAME)?.unwrap_or_else(postgres);
    let user = names.text(USER)?.unwrap_or_else(postgres);
    let password = names.secret(PASSWORD)?.unwrap_or_else(postgres);
    // A folder is where PostgreSQL has its socket.
    let is_folder = names.peek(HOST)?.is_some_and(|host| host.starts_with('/'));
    let host = if is_folder {
        names.text(HOST)?.map(|folder| encoded(&folder))
    } else {
        names.host(HOST)?
    };
    let host = host.unwrap_or_else(|| "localhost".to_owned());
    let port = names.port(PORT)?.unwrap_or(5432);
    let mut keys = Vec::new();
    if let Some(mode) = names.text(SSL_MODE)? {
        if !ConnectOptions::SSL_MODES.contains(&mode.as_str()) {
            let known = ConnectOptions::SSL_MODES.join(", ");
            return Err(names.problem(format!("{mode:?} is none of {known}")));
        }
        keys.push(format!("sslmode={mode}"));
    }
    for (key, name) in [
        ("sslrootcert", SSL_ROOT_CERTIFICATE),
        ("sslcert", SSL_CERTIFICATE),
        ("sslkey", SSL_KEY),
    ] {
        if let Some(file) = names.text(name)? {
            keys.push(format!("{key}={}", encoded(&file)));
        }
    }
    let query = match keys.join("&") {
        query if query.is_empty() => query,
        query => format!("?{query}"),
    };
    let (user, password, name) = (encoded(&user), encoded(&password), encoded(&name));
    Ok(format!(
        "postgres://{user}:{password}@{host}:{port}/{name}{query}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(variables: &[(&str, &str)]) -> Option<String> {
        let found = url(&Layers::of_environment(variables)).expect("right")?;
        Some(found.text)
    }

    #[test]
    fn postgresql_is_an_address_with_everything_escaped() {
        for (variables, expected) in [
            (
                &[(KIND, "default")][..],
                "postgres://postgres:postgres@localhost:5432/postgres",
            ),
            (
                &[
                    ("LABEL_STUDIO_POSTGRE_NAME", "lab/1"),
                    (USER, "l@b"),
                    (PASSWORD, " p@ss:w/rd?%"),
                    (HOST, "db.example"),
                    (PORT, "6432"),
                    (SSL_MODE, "verify-full"),
                    (SSL_ROOT_CERTIFICATE, "/etc/a b.pem"),
                    (SSL_CERTIFICATE, "/c.pem"),
                    (SSL_KEY, "/k&.pem"),
                ],
                "postgres://l%40b:%20p%40ss%3Aw%2Frd%3F%25@db.example:6432/lab%2F1?sslmode=verify-full\
                 &sslrootcert=%2Fetc%2Fa%20b.pem&sslcert=%2Fc.pem&sslkey=%2Fk%26.pem",
            ),
            (
                &[(HOST, "::1")],
                "postgres://postgres:postgres@[::1]:5432/postgres",
            ),
            (
                &[(HOST, "/run/postgresql")],
                "postgres://postgres:postgres@%2Frun%2Fpostgresql:5432/postgres",
            ),
        ] {
            assert_eq!(read(variables).as_deref(), Some(expected));
        }
    }

    #[test]
    fn sqlite_is_a_file() {
        let file = (FILE, "/data/people.sqlite3");
        let expected = Some("sqlite:/data/people.sqlite3".to_owned());
        let prefixed = ("HEARTEX_DATABASE_NAME", "/data/people.sqlite3");
        assert_eq!(read(&[(KIND, "sqlite"), file, (HOST, "db")]), expected);
        assert_eq!(read(&[prefixed]), expected);
        assert_eq!(read(&[file]), None, "some other program's");
        assert_eq!(read(&[(KIND, "sqlite")]), None);
        assert_eq!(read(&[(KIND, "")]), None);
        assert_eq!(read(&[(PASSWORD, "hush"), (PORT, "1")]), None);
    }

    #[test]
    fn what_is_wrong_is_told_by_its_name() {
        let postgres = (KIND, "default");
        for (variables, expected) in [
            (&[(KIND, "mysql")][..], "DJANGO_DB: Muster has no such"),
            (&[postgres, (HOST, "a b")], "POSTGRE_HOST: is not the name"),
            (
                &[postgres, (PORT, "x")],
                "POSTGRE_PORT: \"x\" is not a port",
            ),
            (
                &[postgres, (SSL_MODE, "on")],
                "POSTGRE_SSL_MODE: \"on\" is none",
            ),
        ] {
            let problem = url(&Layers::of_environment(variables)).expect_err("wrong");
            let told = problem.to_string();
            assert!(told.starts_with(expected), "{told}");
        }
    }

    proptest! {
        #[test]
        fn any_values_are_read_or_refused(texts in prop::collection::vec(any::<String>(), NAMES.len())) {
            let variables: Vec<_> = NAMES.into_iter().zip(texts.iter().map(String::as_str)).collect();
            let _ = url(&Layers::of_environment(&variables));
        }
    }
}
