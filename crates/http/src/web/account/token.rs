//! The legacy token.

use muster_domain::use_cases::api_token::RenewLegacyToken;
use poem::http::StatusCode;
use poem::{Response, Result, handler};

use crate::edge::Problem;
use crate::web::browser::Browser;
use crate::web::flash::Flash;

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
