//! Asking for a link to choose a password. Whether an address has an account, nobody learns (K59).

use askama::Template;
use muster_domain::model::email::EmailAddress;
use muster_domain::use_cases::account::RequestPasswordReset;
use poem::http::StatusCode;
use poem::{Response, Result};

use super::password_reset::without_mail;
use crate::web::browser::{Browser, page};
use crate::web::errors::{FormErrors, note};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;

#[derive(Template)]
#[template(path = "account/request_password_reset.html")]
struct RequestPage {
    frame: PageFrame,
    errors: FormErrors,
    email: String,
}

/// The form; where no mail is sent, who can help.
pub(super) async fn show(browser: &Browser) -> Result<Response> {
    if !browser.sends_mail() {
        return without_mail(browser, StatusCode::OK).await;
    }
    form(browser, FormErrors::default(), "").await
}

/// Mails the link, if there is such an account. The answer is the same if there is none.
pub(super) async fn submit(browser: &Browser, typed: &str) -> Result<Response> {
    if !browser.sends_mail() {
        return without_mail(browser, StatusCode::FORBIDDEN).await;
    }
    let mut wrong = Vec::new();
    let Some(email) = note(&mut wrong, "email", EmailAddress::parse(typed)) else {
        return form(browser, FormErrors::of_fields(wrong), typed).await;
    };
    mail_afterwards(browser, email);
    Ok(browser.see_and_say("/user/login", Flash::ResetRequested))
}

/// The answer does not wait for it, so that neither its time nor its failure tells whether there is an account.
fn mail_afterwards(browser: &Browser, email: EmailAddress) {
    let muster = browser.muster.clone();
    let caller = browser.answering(StatusCode::SEE_OTHER);
    tokio::spawn(async move {
        let request = RequestPasswordReset::prepare(&email, muster.directory()).await;
        let mailed = match request {
            Ok(Some(request)) => muster.run(&caller, &request).await,
            Ok(None) => Ok(()),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = mailed {
            tracing::error!(%error, "a link to choose a password was not mailed");
        }
    });
}

async fn form(browser: &Browser, errors: FormErrors, typed: &str) -> Result<Response> {
    let shown = RequestPage {
        frame: browser.frame().await?,
        errors,
        email: typed.to_owned(),
    };
    page(StatusCode::OK, &shown)
}
