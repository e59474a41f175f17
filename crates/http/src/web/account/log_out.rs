//! Logging out. A link alone logs nobody out, or any page of another site could: it shows a button.

use askama::Template;
use muster_domain::use_cases::account::LogOut;
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use crate::edge::Problem;
use crate::web::browser::{Browser, page};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "account/log_out.html")]
struct LogOutPage {
    frame: PageFrame,
    email: String,
}

/// The button.
#[handler]
pub(super) async fn show(browser: Browser) -> Result<Response> {
    if browser.actor().user().is_none() {
        return Ok(browser.lead("/user/login"));
    }
    let account = browser.account().await?;
    let shown = LogOutPage {
        frame: browser.frame_of(&account),
        email: account.user.email.as_str().to_owned(),
    };
    page(StatusCode::OK, &shown)
}

/// Logs out, and leads to the log-in page or where the form says.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    let caller = browser.answering(StatusCode::SEE_OTHER);
    let log_out = LogOut::prepare(browser.session_shown(), browser.muster.directory()).await;
    let log_out = log_out.map_err(Problem::from)?;
    let outcome = browser.muster.run(&caller, &log_out).await;
    outcome.map_err(Problem::from)?;
    browser.log_out();
    Ok(match sent.next.as_str() {
        "" => browser.see_and_say("/user/login", Flash::LoggedOut),
        next => browser.see_wish(next),
    })
}
