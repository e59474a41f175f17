//! What a request shows to prove who sends it.

use poem::Request;
use poem::http::HeaderValue;
use poem::web::cookie::CookieJar;
use secrecy::SecretString;

use super::cookies::SESSION_COOKIE;
use super::problem::Problem;

const NOTHING: &str = "Invalid token header. No credentials provided.";
const SPACES: &str = "Invalid token header. Token string should not contain spaces.";

/// What a request shows.
#[derive(Debug)]
pub(super) enum Shown {
    /// Nothing.
    Nothing,
    /// A session cookie.
    Session(SecretString),
    /// A legacy token.
    Legacy(SecretString),
    /// A signed token, of whatever kind.
    Signed(SecretString),
}

/// Reads the header `X-Api-Key`, else `Authorization`, else the session cookie. A scheme that is not ours is passed over.
pub(super) fn shown(request: &Request) -> Result<Shown, Problem> {
    let headers = request.headers();
    let token = match (headers.get("x-api-key"), headers.get("authorization")) {
        (Some(key), _) => Some(text(key).and_then(api_key)),
        (None, Some(header)) => text(header).and_then(token).transpose(),
        (None, None) => None,
    };
    match token {
        Some(token) => token.map_err(Problem::unauthenticated),
        None => Ok(session_shown(request.cookie()).map_or(Shown::Nothing, Shown::Session)),
    }
}

fn text(header: &HeaderValue) -> Result<&str, &'static str> {
    let text = header.to_str();
    text.map_err(|_| "Invalid token header. Token string should not contain invalid characters.")
}

/// The session cookie, whatever it is worth.
pub(crate) fn session_shown(jar: &CookieJar) -> Option<SecretString> {
    let cookie = jar.get(SESSION_COOKIE)?;
    let secret = cookie.value_str();
    (!secret.is_empty()).then(|| secret.into())
}

/// A key: a legacy token, or an access token as the SDK sends it.
fn api_key(key: &str) -> Result<Shown, &'static str> {
    match key.trim() {
        "" => Err(NOTHING),
        key if key.contains(char::is_whitespace) => Err(SPACES),
        key if is_jwt(key) => Ok(Shown::Signed(key.into())),
        key => Ok(Shown::Legacy(key.into())),
    }
}

/// The token of the header, if the header is about tokens. A token after the wrong word is told which is the right one.
fn token(header: &str) -> Result<Option<Shown>, &'static str> {
    let header = header.trim();
    let (scheme, rest) = header
        .split_once(char::is_whitespace)
        .map_or((header, ""), |(scheme, rest)| (scheme, rest.trim()));
    match scheme.to_ascii_lowercase().as_str() {
        "token" | "bearer" if rest.is_empty() => Err(NOTHING),
        "token" | "bearer" if rest.contains(char::is_whitespace) => Err(SPACES),
        "token" if is_jwt(rest) => Err(
            "This is a personal access token. Exchange it for an access token at POST /api/token/refresh/ \
             and send that as \"Authorization: Bearer <access token>\". The word Token goes before a legacy token.",
        ),
        "token" => Ok(Some(Shown::Legacy(rest.into()))),
        "bearer" if is_legacy(rest) => {
            Err("This is a legacy token. Send it as \"Authorization: Token <legacy token>\".")
        }
        "bearer" if is_jwt(rest) => Ok(Some(Shown::Signed(rest.into()))),
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
    const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln";

    #[test]
    fn k75_the_word_before_a_token_is_told() {
        for word in ["Token", "token", "TOKEN"] {
            let shown = token(&format!("{word} {LEGACY}"));
            assert!(matches!(shown, Ok(Some(Shown::Legacy(_)))));
        }
        for word in ["Bearer", "bearer", "BEARER"] {
            let shown = token(&format!("{word} {JWT}"));
            assert!(matches!(shown, Ok(Some(Shown::Signed(_)))));
        }
        let said = |header: &str| token(header).expect_err("refused");
        for word in ["Token", "Token  ", "Bearer"] {
            assert_eq!(said(word), NOTHING);
        }
        assert_eq!(said("Token a b"), SPACES);
        assert!(said(&format!("Token {JWT}")).contains("Bearer <access token>"));
        assert!(said(&format!("Bearer {LEGACY}")).contains("Authorization: Token"));
        assert!(said("Bearer abc").contains("Authorization: Token"));
        assert!(matches!(token("Basic dXNlcjpwYXNz"), Ok(None)));
        assert!(matches!(token(""), Ok(None)));
    }

    #[test]
    fn a_key_is_a_token_of_either_kind() {
        assert!(matches!(api_key(LEGACY), Ok(Shown::Legacy(_))));
        assert!(matches!(api_key(JWT), Ok(Shown::Signed(_))));
        assert_eq!(api_key(" ").expect_err("refused"), NOTHING);
        assert_eq!(api_key("a b").expect_err("refused"), SPACES);
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_refused(header in any::<String>()) {
            let _ = token(&header);
            let _ = api_key(&header);
            let _ = token(&format!("Token {header}"));
            let _ = token(&format!("Bearer {header}"));
        }
    }
}
