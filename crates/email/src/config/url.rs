//! Reading the address of the mail server.
//!
//! Not by a general URL parser: passwords are pasted as they are, so everything up to the last `@` is user name and
//! password, and what is wrong is told in the words of this setting.

use std::net::Ipv6Addr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::{ClientCertificate, Security, SmtpConfig, SmtpConfigError as Error};

pub(super) fn parse(url: &SecretString) -> Result<SmtpConfig, Error> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the password is taken out of its URL"
    )]
    let url = url.expose_secret().trim();
    if url.chars().any(char::is_control) {
        return Err(Error::Control);
    }
    let (scheme, rest) = url.split_once("://").ok_or(Error::Scheme)?;
    let implicit = match scheme.to_ascii_lowercase().as_str() {
        "smtp" => false,
        "smtps" => true,
        _ => return Err(Error::Scheme),
    };
    let (authority, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (login, place) = match authority.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, authority),
    };
    let keys = Keys::read(query)?;
    let (name, port) = split_port(place.strip_suffix('/').unwrap_or(place))?;
    let mut config = SmtpConfig::new(name, keys.security(implicit)?)?;
    if let Some(port) = port {
        config.port = port;
    }
    if let Some(login) = login {
        let (user, password) = split_login(login)?;
        config = config.with_login(user, password);
    }
    if let Some(text) = &keys.timeout {
        let seconds: u64 = text.parse().map_err(|_| Error::Timeout)?;
        if seconds == 0 {
            return Err(Error::Timeout);
        }
        config = config.with_timeout(Duration::from_secs(seconds));
    }
    config.ca = file("ca", keys.ca)?;
    let certificate = file("client_cert", keys.client_cert)?;
    let key = file("client_key", keys.client_key)?;
    config.client_certificate = match (certificate, key) {
        (Some(certificate), Some(key)) => Some(ClientCertificate { certificate, key }),
        (None, None) => None,
        _ => return Err(Error::HalfCertificate),
    };
    Ok(config)
}

/// The name of a host, or an IP address; IPv6 with or without its brackets.
pub(super) fn host(text: &str) -> Result<String, Error> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if bare.unwrap_or(text).parse::<Ipv6Addr>().is_ok() {
        return Ok(bare.unwrap_or(text).to_owned());
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if text.is_empty() || text.starts_with(['-', '.']) || !text.chars().all(fits) {
        return Err(Error::Host);
    }
    Ok(text.to_owned())
}

fn split_port(place: &str) -> Result<(&str, Option<u16>), Error> {
    let after_name = place.rfind(']').map_or(0, |at| at + 1);
    let Some(colon) = place[after_name..].find(':') else {
        return Ok((place, None));
    };
    let (name, port) = place.split_at(after_name + colon);
    match port[1..].parse() {
        Ok(0) | Err(_) => Err(Error::Port),
        Ok(port) => Ok((name, Some(port))),
    }
}

fn split_login(login: &str) -> Result<(String, SecretString), Error> {
    let (user, password) = login.split_once(':').ok_or(Error::NoPassword)?;
    if user.is_empty() {
        return Err(Error::NoUser);
    }
    Ok((decoded(user)?, decoded(password)?.into()))
}

fn file(key: &'static str, path: Option<String>) -> Result<Option<PathBuf>, Error> {
    match path {
        Some(path) if path.is_empty() => Err(Error::NoFile(key)),
        path => Ok(path.map(PathBuf::from)),
    }
}

/// What follows the question mark.
#[derive(Default)]
struct Keys {
    tls: Option<String>,
    timeout: Option<String>,
    ca: Option<String>,
    client_cert: Option<String>,
    client_key: Option<String>,
}

impl Keys {
    fn read(query: &str) -> Result<Self, Error> {
        let mut keys = Self::default();
        // More likely the rest of a password than a key; none of it is repeated.
        if query.contains('@') {
            return Err(Error::Host);
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or(Error::Query)?;
            let (name, slot) = match key {
                "tls" => ("tls", &mut keys.tls),
                "timeout" => ("timeout", &mut keys.timeout),
                "ca" => ("ca", &mut keys.ca),
                "client_cert" => ("client_cert", &mut keys.client_cert),
                "client_key" => ("client_key", &mut keys.client_key),
                other => return Err(Error::UnknownKey(other.to_owned())),
            };
            if slot.replace(decoded(value)?).is_some() {
                return Err(Error::Twice(name));
            }
        }
        Ok(keys)
    }

    fn security(&self, implicit: bool) -> Result<Security, Error> {
        match (implicit, self.tls.as_deref()) {
            (true, None | Some("required")) => Ok(Security::Implicit),
            (true, Some(_)) => Err(Error::TlsOnSmtps),
            (false, None | Some("required")) => Ok(Security::Required),
            (false, Some("opportunistic")) => Ok(Security::Opportunistic),
            (false, Some("none")) => Ok(Security::None),
            (false, Some(_)) => Err(Error::Tls),
        }
    }
}

/// The text with its percent signs resolved. A plus sign stays one.
fn decoded(text: &str) -> Result<String, Error> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || {
                let digit = rest.next().and_then(|digit| char::from(digit).to_digit(16));
                digit.and_then(|digit| u8::try_from(digit).ok())
            };
            match (digit(), digit()) {
                (Some(high), Some(low)) => bytes.push(high << 4 | low),
                _ => return Err(Error::Percent),
            }
        } else {
            bytes.push(byte);
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::Percent)?;
    // A line break in a user name would end the command that carries it.
    if text.contains(['\r', '\n', '\0']) {
        Err(Error::Control)
    } else {
        Ok(text)
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests look at passwords of their own"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(url: &str) -> Result<SmtpConfig, Error> {
        parse(&url.into())
    }

    fn login(url: &str) -> (String, String) {
        let login = read(url).expect("readable").login.expect("a login");
        (login.user, login.password.expose_secret().to_owned())
    }

    #[test]
    fn starttls_on_587_is_what_one_gets_unasked() {
        let config = read("smtp://mail.example.com").expect("readable");
        assert_eq!(config.host(), "mail.example.com");
        assert_eq!(config.port(), 587);
        assert_eq!(config.security(), Security::Required);
        assert_eq!(config.user(), None);
        assert_eq!(config.timeout(), Duration::from_secs(20));
        let config = read("smtps://mail.example.com/").expect("readable");
        assert_eq!(
            (config.port(), config.security()),
            (465, Security::Implicit)
        );
    }

    #[test]
    fn each_key_is_read() {
        let config = read(
            "smtp://127.0.0.1:2525?tls=none&timeout=3&ca=/etc/our%20ca.pem&client_cert=a.pem&client_key=b.pem",
        )
        .expect("readable");
        assert_eq!((config.port(), config.security()), (2525, Security::None));
        assert_eq!(config.timeout(), Duration::from_secs(3));
        assert_eq!(config.ca, Some("/etc/our ca.pem".into()));
        assert!(config.client_certificate.is_some());
        let config = read("smtp://h?tls=opportunistic&timeout=900").expect("readable");
        assert_eq!(config.security(), Security::Opportunistic);
        assert_eq!(config.timeout(), super::super::LONGEST_ATTEMPT);
        let config = read("smtp://[::1]:25").expect("readable");
        assert_eq!((config.host(), config.port()), ("::1", 25));
    }

    #[test]
    fn a_login_is_taken_as_pasted_or_percent_encoded() {
        let pair = |user: &str, password: &str| (user.to_owned(), password.to_owned());
        assert_eq!(
            login("smtp://ann%40example.com:p%25%3A%2Fw%C3%A4@h"),
            pair("ann@example.com", "p%:/wä")
        );
        assert_eq!(
            login("smtp://ann@example.com:a/b+c:d@e=@h:25"),
            pair("ann@example.com", "a/b+c:d@e=")
        );
        assert_eq!(login("smtp://ann:@h"), pair("ann", ""));
    }

    #[test]
    fn what_is_wrong_is_told_and_no_password_with_it() {
        for (url, error) in [
            ("mail.example.com", Error::Scheme),
            ("http://mail.example.com", Error::Scheme),
            ("smtp://", Error::Host),
            ("smtp://u:hush@", Error::Host),
            ("smtp://ma il", Error::Host),
            ("smtp://mail.example.com/path", Error::Host),
            ("smtp://bücher.example", Error::Host),
            ("smtp://h:port", Error::Port),
            ("smtp://h:0", Error::Port),
            ("smtp://h:70000", Error::Port),
            ("smtp://u:hush?x@h", Error::Host),
            ("smtp://u:100%hush@h", Error::Percent),
            ("smtp://u:%ff@h", Error::Percent),
            ("smtp://u%0d%0aRSET:hush@h", Error::Control),
            ("smtp://u@h", Error::NoPassword),
            ("smtp://:hush@h", Error::NoUser),
            ("smtp://h?tls", Error::Query),
            ("smtp://h?tls=maybe", Error::Tls),
            ("smtps://h?tls=none", Error::TlsOnSmtps),
            ("smtp://h?tls=none&tls=none", Error::Twice("tls")),
            ("smtp://h?timeout=0", Error::Timeout),
            ("smtp://h?timeout=soon", Error::Timeout),
            ("smtp://h?ca=", Error::NoFile("ca")),
            ("smtp://h?client_cert=a", Error::HalfCertificate),
            ("smtp://h?verify=no", Error::UnknownKey("verify".to_owned())),
        ] {
            let found = read(url).expect_err(url);
            assert_eq!(found, error, "{url}");
            assert!(!found.to_string().contains("hush"), "{found}");
        }
    }

    #[test]
    fn it_is_shown_without_the_password() {
        let config = read("smtp://ann:hush@[::1]:25?tls=none").expect("readable");
        assert_eq!(config.to_string(), "smtp://ann:***@[::1]:25?tls=none");
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(text in any::<String>(), tail in "[a-z0-9@:/?&=%.\\[\\]]{0,40}") {
            _ = read(&text);
            _ = read(&format!("smtp://{tail}"));
        }

        #[test]
        fn no_output_holds_the_password(password in "[A-Z]{12}", rest in "[a-z:/?&=%.-]{0,12}") {
            let shown = match read(&format!("smtp://user:{password}{rest}@host.example:25")) {
                Ok(config) => format!("{config:?} {config}"),
                Err(error) => format!("{error:?} {error}"),
            };
            prop_assert!(!shown.contains(&password), "{}", shown);
        }
    }
}
