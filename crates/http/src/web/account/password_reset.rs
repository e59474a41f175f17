//! Choosing a password by a link. Without one the page asks for the address to which to mail it.

use askama::Template;
use muster_domain::model::secret::Password;
use muster_domain::use_cases::account::{PreviewPasswordReset, ResetPassword, ResetPasswordError};
use poem::http::StatusCode;
use poem::web::{Form, Query};
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::request_password_reset as request;
use crate::edge::Problem;
use crate::web::browser::{Browser, page, with_query};
use crate::web::errors::{FormErrors, note, sentence};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;

#[derive(Deserialize)]
struct Parameters {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

#[derive(Template)]
#[template(path = "account/password_reset.html")]
struct PasswordResetPage {
    frame: PageFrame,
    errors: FormErrors,
    action: String,
    email: String,
}

#[derive(Template)]
#[template(path = "account/no_password_reset.html")]
struct NoPasswordResetPage {
    frame: PageFrame,
    heading: &'static str,
    reason: String,
    sends_mail: bool,
}

/// The form, if the link is good; without one, the form that asks for one.
#[handler]
pub(super) async fn show(
    browser: Browser,
    Query(Parameters { token }): Query<Parameters>,
) -> Result<Response> {
    if token.is_empty() {
        return request::show(&browser).await;
    }
    form(&browser, &token, FormErrors::default()).await
}

/// Sets the password; without a link, mails one. Neither logs anybody in.
#[handler]
pub(super) async fn submit(
    browser: Browser,
    Query(Parameters { token }): Query<Parameters>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    if token.is_empty() {
        return request::submit(&browser, &sent.email).await;
    }
    let secret = browser.digest(&token);
    let preview = PreviewPasswordReset { secret };
    if let Err(error) = browser.muster.view(browser.caller(), &preview).await {
        return refused(&browser, error).await;
    }
    let mut wrong = Vec::new();
    let password = note(
        &mut wrong,
        "password",
        Password::parse(sent.password.into()),
    );
    let Some(password) = password else {
        return form(&browser, &token, FormErrors::of_fields(wrong)).await;
    };
    let hasher = browser.muster.tools().hasher.as_ref();
    let reset = ResetPassword::prepare(secret, &password, hasher)
        .await
        .map_err(Problem::from)?;
    let caller = browser.answering(StatusCode::SEE_OTHER);
    match browser.muster.run(&caller, &reset).await {
        Ok(()) => Ok(browser.see_and_say("/user/login", Flash::PasswordSet)),
        Err(error) => refused(&browser, error).await,
    }
}

async fn form(browser: &Browser, token: &str, errors: FormErrors) -> Result<Response> {
    let preview = PreviewPasswordReset {
        secret: browser.digest(token),
    };
    let user = match browser.muster.view(browser.caller(), &preview).await {
        Ok(user) => user,
        Err(error) => return refused(browser, error).await,
    };
    let frame = browser.frame().await?;
    let shown = PasswordResetPage {
        action: frame.href(&with_query("/user/password-reset", &[("token", token)])),
        frame,
        errors,
        email: user.email.as_str().to_owned(),
    };
    page(StatusCode::OK, &shown)
}

/// Where no mail is sent: who can help.
pub(super) async fn without_mail(browser: &Browser, status: StatusCode) -> Result<Response> {
    let shown = NoPasswordResetPage {
        frame: browser.frame().await?,
        heading: "Forgot your password?",
        reason: "This server sends no mail, so it cannot send you a link.".to_owned(),
        sends_mail: false,
    };
    page(status, &shown)
}

async fn refused(browser: &Browser, error: ResetPasswordError) -> Result<Response> {
    let heading = match error {
        ResetPasswordError::Wrong => "This link is not valid",
        ResetPasswordError::Dead(_) => "This link no longer works",
        ResetPasswordError::Store(error) => return Err(Problem::from(error).into()),
    };
    let reason = match &error {
        ResetPasswordError::Dead(dead) => sentence(&dead.to_string()),
        _ => "Check that it was copied whole, with nothing after it.".to_owned(),
    };
    let status = Problem::from(error).status;
    let shown = NoPasswordResetPage {
        frame: browser.frame().await?,
        heading,
        reason,
        sends_mail: browser.sends_mail(),
    };
    page(status, &shown)
}
