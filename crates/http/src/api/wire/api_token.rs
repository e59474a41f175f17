//! API tokens on the wire.

use muster_domain::model::secret;
use poem_openapi::Object;
use secrecy::ExposeSecret as _;

/// The legacy token, to be sent as `Authorization: Token …`.
#[derive(Object)]
pub(crate) struct LegacyToken {
    /// 40 hexadecimal digits.
    token: String,
    /// The same; some clients of Label Studio look for it here.
    detail: String,
}

impl From<secret::LegacyToken> for LegacyToken {
    #[expect(
        clippy::disallowed_methods,
        reason = "the answer that shows the token to its owner"
    )]
    fn from(token: secret::LegacyToken) -> Self {
        let token = token.secret().expose_secret();
        Self {
            token: token.to_owned(),
            detail: token.to_owned(),
        }
    }
}
