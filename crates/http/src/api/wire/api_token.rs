//! API tokens on the wire.

use muster_domain::model::api_token::{TokenLife, TokenPolicy};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::secret;
use muster_domain::use_cases::api_token::{
    IssuedToken, ListedToken, RevokePersonalToken, RotatePersonalToken,
};
use muster_domain::use_cases::organization::SetTokenPolicy;
use poem_openapi::Object;
use secrecy::{ExposeSecret as _, SecretString};

use super::sent::{Sent, UpTo, YesOrNo};
use super::time::Time;
use crate::edge::{Fields, InvalidFields};

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

/// A personal access token.
#[derive(Object)]
pub(crate) struct PersonalToken {
    /// The token; in lists without its signature.
    token: String,
    created_at: Time,
    /// From when on it no longer works.
    expires_at: Time,
}

impl From<IssuedToken> for PersonalToken {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one answer that shows the token to its owner"
    )]
    fn from(issued: IssuedToken) -> Self {
        Self {
            token: issued.token.secret().expose_secret().to_owned(),
            created_at: Time(issued.created_at),
            expires_at: Time(issued.expires_at),
        }
    }
}

impl From<ListedToken> for PersonalToken {
    fn from(listed: ListedToken) -> Self {
        Self {
            token: listed.truncated,
            created_at: Time(listed.created_at),
            expires_at: Time(listed.expires_at),
        }
    }
}

/// A personal access token that is used, replaced or revoked.
#[derive(Object)]
pub(crate) struct RefreshToken {
    /// The token.
    refresh: String,
}

/// Reads [`RefreshToken`].
pub(crate) fn refresh(mut fields: Fields) -> Result<SecretString, InvalidFields> {
    let refresh = fields.required("refresh", Fields::text);
    fields.finish(refresh.map(SecretString::from))
}

/// Reads [`RefreshToken`], to replace it.
pub(crate) fn rotate(fields: Fields) -> Result<RotatePersonalToken, InvalidFields> {
    refresh(fields).map(|refresh| RotatePersonalToken { refresh })
}

/// Reads [`RefreshToken`], to revoke it.
pub(crate) fn revoke(fields: Fields) -> Result<RevokePersonalToken, InvalidFields> {
    refresh(fields).map(|token| RevokePersonalToken { token })
}

/// The token that requests show.
#[derive(Object)]
pub(crate) struct AccessToken {
    /// To be sent as `Authorization: Bearer …` within five minutes.
    access: String,
}

impl From<secret::AccessToken> for AccessToken {
    #[expect(
        clippy::disallowed_methods,
        reason = "the answer that shows the token to its owner"
    )]
    fn from(token: secret::AccessToken) -> Self {
        Self {
            access: token.secret().expose_secret().to_owned(),
        }
    }
}

/// The token that took the place of another.
#[derive(Object)]
pub(crate) struct RotatedToken {
    /// The personal access token; it is shown this once.
    refresh: String,
}

impl From<IssuedToken> for RotatedToken {
    fn from(issued: IssuedToken) -> Self {
        Self {
            refresh: PersonalToken::from(issued).token,
        }
    }
}

/// Which kinds of token may be used.
#[derive(Object)]
pub(crate) struct TokenSettings {
    /// Personal access tokens.
    api_tokens_enabled: bool,
    /// Legacy tokens.
    legacy_api_tokens_enabled: bool,
    /// How long a new personal access token is good, in days.
    #[oai(validator(minimum(value = "1"), maximum(value = "73000")))]
    api_token_ttl_days: u32,
}

impl From<TokenPolicy> for TokenSettings {
    fn from(policy: TokenPolicy) -> Self {
        Self {
            api_tokens_enabled: policy.kinds.personal,
            legacy_api_tokens_enabled: policy.kinds.legacy,
            api_token_ttl_days: policy.life.days(),
        }
    }
}

/// What to change; a kind that is not sent stays as it is.
#[derive(Object)]
pub(crate) struct TokenSettingsChange {
    /// Personal access tokens.
    api_tokens_enabled: Option<Sent<YesOrNo>>,
    /// Legacy tokens.
    legacy_api_tokens_enabled: Option<Sent<YesOrNo>>,
    /// How long a new personal access token is good, in days.
    api_token_ttl_days: Sent<UpTo<{ TokenLife::MAX }>>,
}

/// Reads [`TokenSettingsChange`].
pub(crate) fn set_token_policy(
    mut fields: Fields,
    organization: OrganizationId,
) -> Result<SetTokenPolicy, InvalidFields> {
    let personal = fields.boolean("api_tokens_enabled");
    let legacy = fields.boolean("legacy_api_tokens_enabled");
    let life = fields.required("api_token_ttl_days", |fields, field| {
        let days = fields.integer(field);
        fields.judged(field, days, TokenLife::new)
    });
    fields.finish(life.map(|life| SetTokenPolicy {
        organization,
        personal,
        legacy,
        life: Some(life),
    }))
}
