//! Cookies, all with the public address in mind: its path, and Secure where it is https.

use std::time::Duration;

use muster_domain::model::secret::SessionSecret;
use muster_domain::model::time;
use poem::web::cookie::{Cookie, CookieJar, SameSite};
use secrecy::ExposeSecret as _;

use super::public_url::PublicUrl;

/// The cookie that holds the session's secret.
pub(super) const SESSION_COOKIE: &str = "sessionid";
/// The cookie that holds what forms must repeat.
pub(super) const CSRF_COOKIE: &str = "csrftoken";
/// How long a browser keeps the latter: a year.
const CSRF_LIFE: Duration = Duration::from_hours(365 * 24);

/// Gives the browser a session: for so long, or until it closes.
#[expect(
    clippy::disallowed_methods,
    reason = "the cookie is the one answer that carries it"
)]
pub(crate) fn start_session(
    jar: &CookieJar,
    public: &PublicUrl,
    secret: &SessionSecret,
    max_age: Option<time::Duration>,
) {
    let mut cookie = cookie(SESSION_COOKIE, secret.secret().expose_secret(), public);
    cookie.set_http_only(true);
    if let Some(max_age) = max_age {
        cookie.set_max_age(max_age.to_std().unwrap_or_default());
    }
    jar.add(cookie);
}

/// Takes the session from the browser.
pub(crate) fn end_session(jar: &CookieJar, public: &PublicUrl) {
    let mut cookie = cookie(SESSION_COOKIE, "", public);
    cookie.set_http_only(true);
    cookie.set_max_age(Duration::ZERO);
    jar.add(cookie);
}

/// Gives the browser what forms must repeat. Scripts of our pages may read it.
pub(super) fn give_csrf_token(jar: &CookieJar, public: &PublicUrl, token: &str) {
    let mut cookie = cookie(CSRF_COOKIE, token, public);
    cookie.set_max_age(CSRF_LIFE);
    jar.add(cookie);
}

pub(super) fn cookie(name: &str, value: &str, public: &PublicUrl) -> Cookie {
    let mut cookie = Cookie::new_with_str(name, value);
    cookie.set_path(public.cookie_path());
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(public.is_https());
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k64_cookies_follow_the_public_address() {
        let secure = PublicUrl::parse("https://example.com/ls").expect("valid");
        let made = cookie("a", "b", &secure).to_string();
        assert!(
            made.contains("Secure") && made.contains("Path=/ls") && made.contains("SameSite=Lax")
        );
        let plain = PublicUrl::parse("http://127.0.0.1:8080").expect("valid");
        let made = cookie("a", "b", &plain).to_string();
        assert!(!made.contains("Secure") && made.contains("Path=/"));
    }
}
