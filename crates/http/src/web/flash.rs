//! What is said once on the next page: a word in a short-lived cookie, never free text.

use std::time::Duration;

use poem::web::cookie::{Cookie, CookieJar, SameSite};

use crate::edge::PublicUrl;

const COOKIE: &str = "flash";
/// Long enough to follow a redirect, too short to come up days later.
const LIFE: Duration = Duration::from_mins(1);

/// Has the next page say something.
pub(super) fn put(jar: &CookieJar, public: &PublicUrl, say: Flash) {
    jar.add(cookie(say.code(), LIFE, public));
}

/// What is to be said, which then is said.
pub(super) fn take(jar: &CookieJar, public: &PublicUrl) -> Option<Flash> {
    let word = jar.get(COOKIE)?;
    jar.add(cookie("", Duration::ZERO, public));
    Flash::from_code(word.value_str())
}

fn cookie(word: &str, life: Duration, public: &PublicUrl) -> Cookie {
    let mut cookie = Cookie::new_with_str(COOKIE, word);
    cookie.set_path(public.cookie_path());
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(public.is_https());
    cookie.set_max_age(life);
    cookie
}

/// Declares the things that are said, each with its word in the cookie.
macro_rules! flashes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $text:literal);+ $(;)?) => {
        /// Something to say once.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Flash {
            $($(#[$doc])* $name),+
        }

        impl Flash {
            /// The word in the cookie.
            pub(super) const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// What this word says.
            pub(super) fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }

            /// The sentence on the page.
            pub(crate) const fn text(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

flashes! {
    /// After a change of one's own profile.
    ProfileSaved = "profile-saved", "Saved.";
    /// After a change of password (K53).
    PasswordChanged = "password-changed", "Password changed. All other browsers were logged out. The legacy token still works; renew it below if somebody else may have it.";
    /// After a password was chosen by a link.
    PasswordSet = "password-set", "Password set. All browsers were logged out and the API tokens replaced. Log in with the new password.";
    /// After the legacy token was renewed.
    TokenRenewed = "token-renewed", "The legacy token was renewed. The one before no longer works.";
    /// After another organization was made the active one.
    Switched = "switched", "Switched to the other organization.";
    /// After joining by link with an account.
    Joined = "joined", "You have joined. The organization is in your list below.";
    /// After leaving.
    Left = "left", "You have left the organization.";
    /// After a role was given.
    RoleSaved = "role-saved", "Role saved.";
    /// After a member was removed.
    MemberDeleted = "member-deleted", "Member deleted.";
    /// After Reset Link.
    LinkReset = "link-reset", "The invite link was reset. The one before no longer works.";
    /// After log-out.
    LoggedOut = "logged-out", "You are logged out.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_told_apart_from_free_text() {
        assert_eq!(Flash::from_code(Flash::Left.code()), Some(Flash::Left));
        assert_eq!(Flash::from_code("<b>"), None);
    }
}
