//! Changing one's own password.

use muster_domain::model::api_token::TokenKinds;
use muster_domain::model::secret::Password;
use muster_domain::use_cases::account::{ChangePassword, ConfirmPasswordError};
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use secrecy::SecretString;
use serde::Deserialize;

use super::profile;
use crate::web::browser::{Browser, faults};
use crate::web::errors::{FormErrors, note};
use crate::web::flash::Flash;

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    new_password: String,
}

/// Changes it. All other browsers are logged out, and the person is told which tokens remain (K53).
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    browser.person()?;
    let mut wrong = Vec::new();
    let new = note(
        &mut wrong,
        "new_password",
        Password::parse(sent.new_password.into()),
    );
    let Some(new) = new else {
        let errors = FormErrors::of_fields(wrong);
        return profile::form(&browser, StatusCode::BAD_REQUEST, errors, None).await;
    };
    match change(&browser, &sent.current_password.into(), &new).await {
        Ok(remaining) => {
            Ok(browser.see_and_say("/user/account", Flash::PasswordChanged(remaining)))
        }
        Err(error) => {
            let (status, errors) = faults(error)?;
            profile::form(&browser, status, errors, None).await
        }
    }
}

async fn change(
    browser: &Browser,
    current: &SecretString,
    new: &Password,
) -> Result<TokenKinds, ConfirmPasswordError> {
    let muster = &browser.muster;
    let hasher = muster.tools().hasher.as_ref();
    let change =
        ChangePassword::prepare(browser.actor(), current, new, muster.directory(), hasher).await?;
    muster
        .run(&browser.answering(StatusCode::SEE_OTHER), &change)
        .await
}
