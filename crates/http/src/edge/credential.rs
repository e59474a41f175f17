//! What a request shows to prove who sends it.

use poem::Request;
use poem::web::cookie::CookieJar;
use secrecy::SecretString;

use super::cookies::SESSION_COOKIE;
use super::problem::Problem;

/// What a request shows.
#[derive(Debug)]
pub(super) enum Shown {
    /// Nothing.
    Nothing,
    /// A session cookie.
    Session(SecretString),
    /// A legacy token.
    Token(SecretString),
}

/// Reads the `Authorization` header, else the session cookie. A scheme that is not ours is passed over.
pub(super) fn shown(request: &Request) -> Result<Shown, Problem> {
    if let Some(header) = request.headers().get("authorization") {
        let header = header.to_str().map_err(|_| {
            Problem::unauthenticated(
                "Invalid token header. Token string should not contain invalid characters.",
            )
        })?;
        if let Some(token) = token(header).map_err(Problem::unauthenticated)? {
            return Ok(Shown::Token(token.into()));
        }
    }
    Ok(session_shown(request.cookie()).map_or(Shown::Nothing, Shown::Session))
}

/// The session cookie, whatever it is worth.
pub(crate) fn session_shown(jar: &CookieJar) -> Option<SecretString> {
    let cookie = jar.get(SESSION_COOKIE)?;
    let secret = cookie.value_str();
    (!secret.is_empty()).then(|| secret.into())
}

/// The legacy token of the header, if the header is about tokens. A token after the wrong word is told which is the right one.
fn token(header: &str) -> Result<Option<&str>, &'static str> {
    let header = header.trim();
    let (scheme, rest) = header
        .split_once(char::is_whitespace)
        .map_or((header, ""), |(scheme, rest)| (scheme, rest.trim()));
    match scheme.to_ascii_lowercase().as_str() {
        "token" if rest.is_empty() => Err("Invalid token header. No credentials provided."),
        "token" if rest.contains(char::is_whitespace) => {
            Err("Invalid token header. Token string should not contain spaces.")
        }
        "token" if is_jwt(rest) => Err(
            "This is a personal access token. Exchange it for an access token at POST /api/token/refresh/ \
             and send that as \"Authorization: Bearer <access token>\". The word Token goes before a legacy token.",
        ),
        "token" => Ok(Some(rest)),
        "bearer" if is_legacy(rest) => {
            Err("This is a legacy token. Send it as \"Authorization: Token <legacy token>\".")
        }
        "bearer" => {
            Err("Invalid token. A legacy token is sent as \"Authorization: Token <legacy token>\".")
        }
        _ => Ok(None),
    }
}

fn is_jwt(token: &str) -> bool {
    token.starts_with("eyJ") || token.split('.').count() >= 2
}

fn is_legacy(token: &str) -> bool {
    token.len() == 40 && token.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LEGACY: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn k75_the_word_before_a_token_is_told() {
        for word in ["Token", "token", "TOKEN"] {
            assert_eq!(token(&format!("{word} {LEGACY}")), Ok(Some(LEGACY)));
        }
        let said = |header: &str| token(header).expect_err("refused");
        assert_eq!(
            said("Token"),
            "Invalid token header. No credentials provided."
        );
        assert_eq!(
            said("Token  "),
            "Invalid token header. No credentials provided."
        );
        assert_eq!(
            said("Token a b"),
            "Invalid token header. Token string should not contain spaces."
        );
        assert!(said("Token eyJhbGciOiJIUzI1NiJ9.e30.c2ln").contains("Bearer <access token>"));
        assert!(said(&format!("Bearer {LEGACY}")).contains("Authorization: Token"));
        assert!(said("bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln").contains("Authorization: Token"));
        assert_eq!(token("Basic dXNlcjpwYXNz"), Ok(None));
        assert_eq!(token(""), Ok(None));
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_refused(header in any::<String>()) {
            let _ = token(&header);
            let _ = token(&format!("Token {header}"));
            let _ = token(&format!("Bearer {header}"));
        }
    }
}
