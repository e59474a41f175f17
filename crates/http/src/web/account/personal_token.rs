//! The personal access token: made and shown once, revoked after a question.

use askama::Template;
use muster_domain::use_cases::api_token::{
    IssuePersonalToken, ListPersonalTokens, ListedToken, RevokePersonalToken,
    RevokePersonalTokenError,
};
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::profile;
use crate::edge::Problem;
use crate::web::browser::{Browser, faults, page};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;
use crate::web::moment::Moment;

const SECTION: &str = "/user/account#personal-token";

/// A token that can be used, as pages tell of it.
pub(super) struct TokenRow {
    pub(super) created: Moment,
    pub(super) expires: Moment,
}

impl TokenRow {
    pub(super) fn new(browser: &Browser, token: &ListedToken) -> Self {
        Self {
            created: Moment::new(token.created_at, browser.now()),
            expires: Moment::new(token.expires_at, browser.now()),
        }
    }
}

#[derive(Template)]
#[template(path = "account/new_token.html")]
struct NewTokenPage {
    frame: PageFrame,
    token: String,
    expires: Moment,
}

#[derive(Template)]
#[template(path = "account/revoke_token.html")]
struct RevokeTokenPage {
    frame: PageFrame,
    token: TokenRow,
    truncated: String,
}

/// Makes one. The answer itself shows it: neither an address nor a cookie may carry it to another page.
#[handler]
#[expect(
    clippy::disallowed_methods,
    reason = "the one page that shows the token to its owner"
)]
pub(super) async fn create(browser: Browser) -> Result<Response> {
    browser.person()?;
    let caller = browser.answering(StatusCode::OK);
    let issued = match browser.muster.run(&caller, &IssuePersonalToken).await {
        Ok(issued) => issued,
        Err(error) => {
            let (status, errors) = faults(error)?;
            return profile::form(&browser, status, errors, None).await;
        }
    };
    let shown = NewTokenPage {
        frame: browser.frame().await?,
        token: issued.token.secret().expose_secret().to_owned(),
        expires: Moment::new(issued.expires_at, browser.now()),
    };
    page(StatusCode::OK, &shown)
}

/// The question.
#[handler]
pub(super) async fn ask(browser: Browser) -> Result<Response> {
    browser.person()?;
    let tokens = browser.view(&ListPersonalTokens).await?;
    let Some(token) = tokens.into_iter().next() else {
        return Ok(browser.lead_and_say(SECTION, Flash::PersonalTokenGone));
    };
    let shown = RevokeTokenPage {
        frame: browser.frame().await?,
        token: TokenRow::new(&browser, &token),
        truncated: token.truncated,
    };
    page(StatusCode::OK, &shown)
}

#[derive(Deserialize)]
struct Sent {
    /// The token that the question was about, without its signature: not one that was made since.
    #[serde(default)]
    token: String,
}

/// Revokes it.
#[handler]
pub(super) async fn revoke(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    browser.person()?;
    let revoke = RevokePersonalToken {
        token: sent.token.into(),
    };
    let caller = browser.answering(StatusCode::SEE_OTHER);
    let say = match browser.muster.run(&caller, &revoke).await {
        Ok(()) => Flash::PersonalTokenRevoked,
        Err(RevokePersonalTokenError::NoSuchToken) => Flash::PersonalTokenGone,
        Err(error) => return Err(Problem::from(error).into()),
    };
    Ok(browser.see_and_say(SECTION, say))
}
