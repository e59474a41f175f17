//! Light or dark: a preference of the browser, not of the account, so it stands in a cookie.

use std::time::Duration;

use poem::Request;
use poem::http::header;
use poem::web::cookie::CookieJar;

use super::cookies::cookie;
use super::public_url::PublicUrl;

const COOKIE: &str = "theme";
/// How long a browser keeps it: a year.
const LIFE: Duration = Duration::from_hours(365 * 24);

/// How pages look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the person's system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in the cookie and in forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }

    /// What the browser has. Anything else than we gave it is nothing.
    pub(super) fn of(request: &Request) -> Self {
        let sent = request.headers().get_all(header::COOKIE).iter();
        let mut pairs = sent
            .filter_map(|sent| sent.to_str().ok())
            .flat_map(|sent| sent.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let own = pairs.find(|(name, _)| *name == COOKIE);
        own.and_then(|(_, code)| Self::from_code(code))
            .unwrap_or_default()
    }

    /// Has the browser keep it.
    pub(crate) fn give(self, jar: &CookieJar, public: &PublicUrl) {
        let mut cookie = cookie(COOKIE, self.code(), public);
        cookie.set_max_age(match self {
            Self::System => Duration::ZERO,
            Self::Light | Self::Dark => LIFE,
        });
        jar.add(cookie);
    }
}
