//! Label Studio's names for mail, which together say what `MUSTER_SMTP_URL` says: `EMAIL_BACKEND`, `EMAIL_HOST`, …

use super::names::{Names, encoded, unquoted};
use crate::config::layers::{Found, Layers};
use crate::config::problem::Problem;

const BACKEND: &str = "EMAIL_BACKEND";
const HOST: &str = "EMAIL_HOST";
const PORT: &str = "EMAIL_PORT";
const USER: &str = "EMAIL_HOST_USER";
const PASSWORD: &str = "EMAIL_HOST_PASSWORD";
const USE_TLS: &str = "EMAIL_USE_TLS";
const USE_SSL: &str = "EMAIL_USE_SSL";
const CERTIFICATE: &str = "EMAIL_SSL_CERTFILE";
const KEY: &str = "EMAIL_SSL_KEYFILE";
const TIMEOUT: &str = "EMAIL_TIMEOUT";
const SENDGRID_KEY: &str = "SENDGRID_API_KEY";

/// All of them, without prefix.
pub(crate) const NAMES: [&str; 11] = [
    BACKEND,
    HOST,
    PORT,
    USER,
    PASSWORD,
    USE_TLS,
    USE_SSL,
    CERTIFICATE,
    KEY,
    TIMEOUT,
    SENDGRID_KEY,
];

/// What they say, as `MUSTER_SMTP_URL` would say it. Without a backend, a host alone means SMTP.
pub(crate) fn smtp_url(layers: &Layers) -> Result<Option<Found>, Problem> {
    let mut names = Names::new(layers);
    let text = match (names.text(BACKEND)?, names.peek(HOST)?.is_some()) {
        (None, false) => return Ok(None),
        (None, true) => smtp(&mut names)?,
        (Some(backend), _) => match backend.as_str() {
            "django.core.mail.backends.smtp.EmailBackend" => smtp(&mut names)?,
            "django.core.mail.backends.console.EmailBackend" => "log".to_owned(),
            "django.core.mail.backends.dummy.EmailBackend" => "off".to_owned(),
            "sendgrid_backend.SendgridBackend" => sendgrid(&mut names)?,
            "core.utils.mail.NoVerificationEmailBackend" => {
                return Err(names.problem(
                    "it sends without a look at the mail server's certificate, which Muster does not do; give the \
                     certificate's authority instead: MUSTER_SMTP_URL=smtps://user:password@host?ca=FILE",
                ));
            }
            _ => {
                return Err(names.problem(
                    "Muster has no such backend; set MUSTER_SMTP_URL, or one of Django's backends smtp, console and \
                     dummy, or sendgrid_backend.SendgridBackend",
                ));
            }
        },
    };
    Ok(Some(names.found(text)))
}

/// `FROM_EMAIL`; env files that are not read by a shell keep the quotes around it.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other names of Label Studio can be wrong"
)]
pub(crate) fn sender(text: &str, _below: Option<&str>) -> Result<Option<String>, String> {
    Ok(Some(unquoted(text).to_owned()))
}

/// The mail server, with the ports that Django takes where none is set; but 465 where TLS comes first, since no
/// server speaks that on 25.
fn smtp(names: &mut Names<'_>) -> Result<String, Problem> {
    let host = names.host(HOST)?.unwrap_or_else(|| "localhost".to_owned());
    let port = names.port(PORT)?;
    let starttls = names.switch(USE_TLS)?;
    let implicit = names.switch(USE_SSL)?;
    let (scheme, usual_port, mut keys) = match (implicit, starttls) {
        (true, true) => {
            let both = "and EMAIL_USE_TLS exclude each other: the one is TLS from the start, the other STARTTLS";
            return Err(names.problem(both));
        }
        (true, false) => ("smtps", 465, Vec::new()),
        (false, true) => ("smtp", 25, vec!["tls=required".to_owned()]),
        (false, false) => ("smtp", 25, vec!["tls=none".to_owned()]),
    };
    let user = names.text(USER)?;
    let password = names.secret(PASSWORD)?;
    // As Django has it: there is no log-in unless both are set.
    let login = match (user, password) {
        (Some(user), Some(password)) => format!("{}:{}@", encoded(&user), encoded(&password)),
        _ => String::new(),
    };
    if let Some(seconds) = names.number::<u32>(TIMEOUT, "a number of seconds, 1 or more")? {
        keys.push(format!("timeout={seconds}"));
    }
    let certificate = names.text(CERTIFICATE)?;
    let key = names.text(KEY)?;
    match (certificate, key) {
        (None, None) => {}
        (None, Some(_)) => {
            return Err(names.problem("is set, but EMAIL_SSL_CERTFILE is not"));
        }
        // Python takes the key from the certificate's file where it has none of its own.
        (Some(certificate), key) => {
            let key = encoded(key.as_ref().unwrap_or(&certificate));
            keys.push(format!("client_cert={}", encoded(&certificate)));
            keys.push(format!("client_key={key}"));
        }
    }
    let port = port.unwrap_or(usual_port);
    let query = match keys.join("&") {
        query if query.is_empty() => query,
        query => format!("?{query}"),
    };
    Ok(format!("{scheme}://{login}{host}:{port}{query}"))
}

fn sendgrid(names: &mut Names<'_>) -> Result<String, Problem> {
    match names.secret(SENDGRID_KEY)? {
        Some(key) => Ok(format!(
            "smtp://apikey:{}@smtp.sendgrid.net:587?tls=required",
            encoded(&key)
        )),
        None => Err(names.problem("needs SENDGRID_API_KEY, which is not set")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_email::SmtpConfig;
    use proptest::prelude::*;
    use secrecy::SecretString;

    const SMTP: (&str, &str) = (BACKEND, "django.core.mail.backends.smtp.EmailBackend");

    fn url(variables: &[(&str, &str)]) -> Option<String> {
        let found = smtp_url(&Layers::of_environment(variables)).expect("right")?;
        Some(found.text)
    }

    fn wrong(variables: &[(&str, &str)]) -> String {
        let problem = smtp_url(&Layers::of_environment(variables)).expect_err("wrong");
        problem.to_string()
    }

    #[test]
    fn the_example_of_the_guide_is_understood() {
        let found = smtp_url(&Layers::of_environment(&[
            SMTP,
            ("FROM_EMAIL", "\"Label Studio <hello@example.com>\""),
            ("EMAIL_HOST", "\"mail.example.com\""),
            ("EMAIL_PORT", " 587"),
            ("EMAIL_HOST_USER", "lab"),
            ("EMAIL_HOST_PASSWORD", "p@ss:w/rd?"),
            ("EMAIL_USE_TLS", "1"),
            ("EMAIL_TIMEOUT", "60"),
        ]))
        .expect("right")
        .expect("set");
        assert_eq!(
            found.text,
            "smtp://lab:p%40ss%3Aw%2Frd%3F@mail.example.com:587?tls=required&timeout=60"
        );
        assert_eq!(
            found.origin.to_string(),
            "EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_TIMEOUT"
        );
    }

    #[test]
    fn each_backend_has_its_way() {
        for (backend, expected) in [
            ("django.core.mail.backends.console.EmailBackend", "log"),
            ("django.core.mail.backends.dummy.EmailBackend", "off"),
            (SMTP.1, "smtp://localhost:25?tls=none"),
        ] {
            assert_eq!(url(&[(BACKEND, backend)]).as_deref(), Some(expected));
        }
        assert_eq!(url(&[("SENDGRID_API_KEY", "SG.x")]), None);
        assert_eq!(
            url(&[
                (BACKEND, "sendgrid_backend.SendgridBackend"),
                ("SENDGRID_API_KEY", "SG.x/y")
            ])
            .as_deref(),
            Some("smtp://apikey:SG.x%2Fy@smtp.sendgrid.net:587?tls=required")
        );
        assert_eq!(
            url(&[("HEARTEX_EMAIL_HOST", "mail")]).as_deref(),
            Some("smtp://mail:25?tls=none")
        );
        assert_eq!(url(&[("LABEL_STUDIO_EMAIL_HOST", ""), (HOST, "x")]), None);
        assert_eq!(url(&[]), None);
    }

    #[test]
    fn k42_tls_from_the_start_and_starttls_are_told_apart() {
        let host = (HOST, "::1");
        assert_eq!(
            url(&[host, (USE_SSL, "true")]).as_deref(),
            Some("smtps://[::1]:465")
        );
        assert_eq!(
            url(&[host, (USE_TLS, "yes")]).as_deref(),
            Some("smtp://[::1]:25?tls=required")
        );
        let both = wrong(&[host, (USE_SSL, "1"), (USE_TLS, "1")]);
        assert!(
            both.starts_with("EMAIL_USE_SSL: and EMAIL_USE_TLS exclude"),
            "{both}"
        );
    }

    #[test]
    fn k43_without_user_or_password_there_is_no_login() {
        for login in [(USER, "lab"), (PASSWORD, "hush"), (USER, "")] {
            let url = url(&[(HOST, "mail"), login]);
            assert_eq!(url.as_deref(), Some("smtp://mail:25?tls=none"));
        }
    }

    #[test]
    fn a_client_certificate_has_its_key_beside_it_or_in_it() {
        let host = (HOST, "mail");
        let (ssl, certificate) = ((USE_SSL, "1"), (CERTIFICATE, "/etc/a b.pem"));
        assert_eq!(
            url(&[host, ssl, certificate, (KEY, "/k.pem")]).as_deref(),
            Some("smtps://mail:465?client_cert=%2Fetc%2Fa%20b.pem&client_key=%2Fk.pem")
        );
        assert_eq!(
            url(&[host, ssl, certificate]).as_deref(),
            Some("smtps://mail:465?client_cert=%2Fetc%2Fa%20b.pem&client_key=%2Fetc%2Fa%20b.pem")
        );
    }

    #[test]
    fn what_is_wrong_is_told_by_its_name_and_no_secret_with_it() {
        let unchecked = (BACKEND, "core.utils.mail.NoVerificationEmailBackend");
        for (variables, expected) in [
            (&[unchecked][..], "EMAIL_BACKEND: it sends without a look"),
            (
                &[(BACKEND, "x.Y")],
                "EMAIL_BACKEND: Muster has no such backend",
            ),
            (
                &[(BACKEND, "sendgrid_backend.SendgridBackend")],
                "EMAIL_BACKEND: needs SENDGRID_API_KEY",
            ),
            (&[(HOST, "a b")], "EMAIL_HOST: is not the name of a host"),
            (
                &[(HOST, "m"), ("LABEL_STUDIO_EMAIL_PORT", "0")],
                "LABEL_STUDIO_EMAIL_PORT: \"0\" is not a port",
            ),
            (
                &[(HOST, "m"), (USE_TLS, "maybe")],
                "EMAIL_USE_TLS: \"maybe\" is neither true",
            ),
            (
                &[(HOST, "m"), (TIMEOUT, "-1")],
                "EMAIL_TIMEOUT: \"-1\" is not a number of seconds",
            ),
            (
                &[(HOST, "m"), (KEY, "k")],
                "EMAIL_SSL_KEYFILE: is set, but EMAIL_SSL_CERTFILE is not",
            ),
        ] {
            let told = wrong(variables);
            assert!(told.starts_with(expected), "{told}");
        }
    }

    proptest! {
        #[test]
        fn whatever_user_and_password_are_they_arrive(user in "\\PC{1,12}", password in "\\PC{1,12}") {
            prop_assume!(unquoted(&user) == user);
            let url = url(&[(HOST, "mail"), (USER, &user), (PASSWORD, &password)]).expect("set");
            let config = SmtpConfig::parse(&SecretString::from(url)).expect("right");
            prop_assert_eq!(config.user(), Some(user.as_str()));
            prop_assert_eq!(config.host(), "mail");
        }

        #[test]
        fn any_values_are_read_or_refused(texts in prop::collection::vec(any::<String>(), NAMES.len())) {
            let variables: Vec<_> = NAMES.into_iter().zip(texts.iter().map(String::as_str)).collect();
            let _ = smtp_url(&Layers::of_environment(&variables));
        }
    }
}
