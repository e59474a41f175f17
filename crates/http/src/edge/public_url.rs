//! The address by which people reach the server.

use muster_domain::model::secret::{InvitationSecret, InviteToken, PasswordResetSecret};
use muster_domain::ports::Links;
use poem::http::Uri;
use secrecy::ExposeSecret as _;

/// The public address: scheme, host, port and an optional path under which everything is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    prefix: String,
}

/// Why a text is no public address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    /// Not of the form `http(s)://host[:port][/path]`.
    #[error("a public address has the form https://host, https://host:port or https://host/path")]
    Malformed,
    /// User, query or fragment.
    #[error("a public address has no user name, no `?` and no `#`")]
    Extra,
}

impl PublicUrl {
    /// Reads an address such as `https://example.com/ls`.
    ///
    /// # Errors
    /// If it is not http or https with a host, or holds more than host, port and path.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        if text.contains(['?', '#', '@']) {
            return Err(PublicUrlError::Extra);
        }
        let uri: Uri = text.trim().parse().map_err(|_| PublicUrlError::Malformed)?;
        let Some(scheme @ ("http" | "https")) = uri.scheme_str() else {
            return Err(PublicUrlError::Malformed);
        };
        let authority = uri.authority().ok_or(PublicUrlError::Malformed)?;
        if authority.host().is_empty() {
            return Err(PublicUrlError::Malformed);
        }
        let prefix = uri.path().trim_end_matches('/');
        if prefix.contains("//") || !prefix.bytes().all(is_plain) {
            return Err(PublicUrlError::Malformed);
        }
        let origin = normal_origin(scheme, authority.as_str());
        Ok(Self {
            origin,
            prefix: prefix.to_owned(),
        })
    }

    /// Scheme, host and port, as a browser's `Origin` has them.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The path under which everything is served: empty, or like `/ls`.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The path to which cookies are bound.
    pub fn cookie_path(&self) -> &str {
        if self.prefix.is_empty() {
            "/"
        } else {
            &self.prefix
        }
    }

    /// Whether people reach the server by https.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// A path of the server as a browser must ask for it. `path` begins with a slash.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The full link to a path of the server. `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }

    /// The invite link with this token.
    #[expect(
        clippy::disallowed_methods,
        reason = "the link is made for those who may send it on"
    )]
    pub fn invite_link(&self, token: &InviteToken) -> String {
        let token = token.secret().expose_secret();
        self.url(&format!("/user/signup/?token={token}"))
    }

    /// The link to choose a password with this secret.
    #[expect(
        clippy::disallowed_methods,
        reason = "the link is made for the person whose password it sets"
    )]
    pub fn password_reset_link(&self, secret: &PasswordResetSecret) -> String {
        let secret = secret.secret().expose_secret();
        self.url(&format!("/user/password-reset?token={secret}"))
    }
}

impl Links for PublicUrl {
    fn host(&self) -> &str {
        let authority = self
            .origin
            .split_once("//")
            .map_or(self.origin.as_str(), |(_, authority)| authority);
        match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => authority,
        }
    }

    fn home(&self) -> String {
        self.url("/")
    }

    fn organization(&self) -> String {
        self.url("/organization")
    }

    fn usage(&self) -> String {
        self.url("/organization/usage")
    }

    fn password_reset_request(&self) -> String {
        self.url("/user/password-reset")
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the link is made for the person invited"
    )]
    fn invitation(&self, secret: &InvitationSecret) -> String {
        let secret = secret.secret().expose_secret();
        self.url(&format!("/user/invitation?token={secret}"))
    }

    fn password_reset(&self, secret: &PasswordResetSecret) -> String {
        self.password_reset_link(secret)
    }
}

/// An origin in the form in which two of them are compared: lower case, without the scheme's own port.
pub(super) fn normal_origin(scheme: &str, authority: &str) -> String {
    let authority = authority.to_ascii_lowercase();
    let own_port = if scheme == "https" { ":443" } else { ":80" };
    let authority = authority.strip_suffix(own_port).unwrap_or(&authority);
    format!("{scheme}://{authority}")
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn links_carry_origin_and_prefix() {
        let public = PublicUrl::parse("https://Example.com:443/ls/").expect("valid");
        assert_eq!(
            public.url("/user/signup"),
            "https://example.com/ls/user/signup"
        );
        assert_eq!(public.path("/"), "/ls/");
        assert_eq!(public.cookie_path(), "/ls");
        assert!(public.is_https());
        let bare = PublicUrl::parse("http://127.0.0.1:8080").expect("valid");
        assert_eq!(bare.url("/"), "http://127.0.0.1:8080/");
        assert_eq!(bare.cookie_path(), "/");
        assert!(!bare.is_https());
    }

    #[test]
    fn letters_name_the_host_without_its_port() {
        for (address, host) in [
            ("https://Example.com", "example.com"),
            ("https://example.com:8443/ls", "example.com"),
            ("http://127.0.0.1:8080", "127.0.0.1"),
            ("http://[::1]", "[::1]"),
            ("http://[2001:db8::1]:8080", "[2001:db8::1]"),
        ] {
            let public = PublicUrl::parse(address).expect("valid");
            assert_eq!(public.host(), host, "{address}");
        }
    }

    #[test]
    fn k63_links_of_letters_carry_origin_and_prefix() {
        let public = PublicUrl::parse("https://example.com:8443/ls").expect("valid");
        let links: &dyn Links = &public;
        let home = "https://example.com:8443/ls/";
        assert_eq!(links.home(), home);
        assert_eq!(links.organization(), format!("{home}organization"));
        assert_eq!(
            links.password_reset_request(),
            format!("{home}user/password-reset")
        );
        let invitation = InvitationSecret::new("mui_1".to_owned());
        assert_eq!(
            links.invitation(&invitation),
            format!("{home}user/invitation?token=mui_1")
        );
        let reset = PasswordResetSecret::new("mur_1".to_owned());
        assert_eq!(
            links.password_reset(&reset),
            format!("{home}user/password-reset?token=mur_1")
        );
    }

    #[test]
    fn what_is_no_public_address_is_refused() {
        for text in [
            "",
            "example.com",
            "/ls",
            "ftp://example.com",
            "https://",
            "https://a b",
            "https://x/\"",
        ] {
            assert_eq!(
                PublicUrl::parse(text),
                Err(PublicUrlError::Malformed),
                "{text}"
            );
        }
        for text in [
            "https://u:p@example.com",
            "https://example.com/?a",
            "https://example.com/#a",
        ] {
            assert_eq!(PublicUrl::parse(text), Err(PublicUrlError::Extra), "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(text in any::<String>()) {
            let _ = PublicUrl::parse(&text);
        }
    }
}
