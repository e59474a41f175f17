//! Logging in.

use askama::Template;
use muster_domain::model::settings::SignUpPolicy;
use muster_domain::use_cases::account::LogIn;
use poem::http::StatusCode;
use poem::web::{Form, Query};
use poem::{Response, Result, handler};
use secrecy::SecretString;
use serde::Deserialize;

use crate::edge::Problem;
use crate::web::browser::{Browser, faults, page, with_query};
use crate::web::errors::FormErrors;
use crate::web::frame::PageFrame;

#[derive(Deserialize)]
struct Parameters {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    persist_session: String,
}

#[derive(Template)]
#[template(path = "account/log_in.html")]
struct LogInPage {
    frame: PageFrame,
    errors: FormErrors,
    action: String,
    sign_up: Option<String>,
    email: String,
    persist: bool,
}

/// The form. Who is logged in is sent on.
#[handler]
pub(super) async fn show(
    browser: Browser,
    Query(parameters): Query<Parameters>,
) -> Result<Response> {
    if browser.actor().user().is_some() {
        return Ok(browser.go_on(Some(&parameters.next)));
    }
    let errors = browser.ended().map(FormErrors::whole).unwrap_or_default();
    form(&browser, &parameters.next, errors, String::new(), false).await
}

/// Logs in.
#[handler]
pub(super) async fn submit(
    browser: Browser,
    Query(parameters): Query<Parameters>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let persist = matches!(sent.persist_session.as_str(), "on" | "true" | "1" | "yes");
    let refused = match log_in(&browser, &sent.email, sent.password.into(), persist).await? {
        Ok(()) => return Ok(browser.go_on(Some(&parameters.next))),
        Err(errors) => errors,
    };
    form(&browser, &parameters.next, refused, sent.email, persist).await
}

async fn log_in(
    browser: &Browser,
    email: &str,
    password: SecretString,
    persist: bool,
) -> Result<Result<(), FormErrors>, Problem> {
    let muster = &browser.muster;
    let tools = muster.tools();
    let prepared =
        LogIn::prepare(email, &password, muster.directory(), tools.hasher.as_ref()).await;
    let outcome = match prepared {
        Ok(log_in) => {
            muster
                .run(&browser.answering(StatusCode::FOUND), &log_in)
                .await
        }
        Err(error) => Err(error),
    };
    Ok(match outcome {
        Ok(signed_in) => {
            browser.log_in(&signed_in, persist);
            Ok(())
        }
        Err(error) => Err(faults(error)?.1),
    })
}

async fn form(
    browser: &Browser,
    next: &str,
    errors: FormErrors,
    email: String,
    persist: bool,
) -> Result<Response> {
    let frame = browser.frame().await?;
    let open = browser.muster.settings().sign_up == SignUpPolicy::Open;
    let shown = LogInPage {
        action: frame.href(&with_query("/user/login", &[("next", next)])),
        sign_up: open.then(|| frame.href(&with_query("/user/signup", &[("next", next)]))),
        frame,
        errors,
        email,
        persist,
    };
    page(StatusCode::OK, &shown)
}
