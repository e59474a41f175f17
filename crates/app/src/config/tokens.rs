//! Which kinds of API token the server takes, whatever an organization allows.

use muster_domain::model::api_token::TokenKinds;

use super::parse;
use super::setting::{Fallback, LabelStudio, Nature, Setting};
use super::values::{Noted, Values};

pub(super) static LEGACY_TOKENS: Setting = Setting {
    key: "legacy_tokens",
    about: "Whether legacy API tokens are taken at all: true or false",
    fallback: Fallback::Value("true"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Name {
        name: "ENABLE_LEGACY_API_TOKEN",
        adapt: parse::same,
    }),
};

pub(super) static PERSONAL_TOKENS: Setting = Setting {
    key: "personal_tokens",
    about: "Whether personal access tokens are taken at all: true or false",
    fallback: Fallback::Value("true"),
    nature: Nature::Plain,
    label_studio: None,
};

pub(super) fn read(values: &mut Values<'_>) -> Result<TokenKinds, Noted> {
    let legacy = values.required(&LEGACY_TOKENS, parse::switch);
    let personal = values.required(&PERSONAL_TOKENS, parse::switch);
    Ok(TokenKinds {
        personal: personal?,
        legacy: legacy?,
    })
}
