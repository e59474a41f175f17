//! The sections on API tokens, and renewing the legacy token.

use muster_domain::model::api_token::SwitchedOff;
use muster_domain::use_cases::api_token::{
    IssuePersonalTokenError, RenewLegacyToken, ViewLegacyToken, ViewLegacyTokenError, ViewTokens,
};
use poem::http::StatusCode;
use poem::{Response, Result, handler};
use secrecy::ExposeSecret as _;

use super::personal_token::TokenRow;
use crate::edge::Problem;
use crate::web::browser::Browser;
use crate::web::flash::Flash;

/// What the sections show.
pub(super) struct TokenSections {
    pub(super) personal: Vec<TokenRow>,
    /// Whether one can be created, or why not.
    pub(super) issue: Result<(), IssuePersonalTokenError>,
    pub(super) personal_off: Option<SwitchedOff>,
    /// None where the token was sealed under another server key.
    pub(super) legacy: Option<String>,
    pub(super) legacy_off: Option<SwitchedOff>,
}

impl TokenSections {
    pub(super) async fn read(browser: &Browser) -> Result<Self, Problem> {
        let overview = browser.view(&ViewTokens).await?;
        let personal = overview.personal.iter();
        Ok(Self {
            personal: personal
                .map(|token| TokenRow::new(browser, token))
                .collect(),
            issue: overview.issue,
            personal_off: overview.personal_off,
            legacy: legacy_token(browser).await?,
            legacy_off: overview.legacy_off,
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the account page is where a person reads the token"
)]
async fn legacy_token(browser: &Browser) -> Result<Option<String>, Problem> {
    match browser
        .muster
        .view(browser.caller(), &ViewLegacyToken)
        .await
    {
        Ok(token) => Ok(Some(token.secret().expose_secret().to_owned())),
        Err(ViewLegacyTokenError::Unreadable(_)) => Ok(None),
        Err(error) => Err(Problem::from(error)),
    }
}

/// Renews it.
#[handler]
pub(super) async fn renew(browser: Browser) -> Result<Response> {
    let renew = RenewLegacyToken {
        user: browser.person()?,
    };
    let caller = browser.answering(StatusCode::SEE_OTHER);
    let outcome = browser.muster.run(&caller, &renew).await;
    outcome.map_err(Problem::from)?;
    Ok(browser.see_and_say("/user/account#legacy-token", Flash::TokenRenewed))
}
