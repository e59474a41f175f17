//! Light or dark, for this browser.

use muster_domain::model::refusal::FieldError;
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::profile;
use crate::edge::Theme;
use crate::web::browser::Browser;
use crate::web::errors::FormErrors;
use crate::web::flash::Flash;
use crate::web::organization::Choice;

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    theme: String,
}

/// Has the browser keep the choice.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    browser.person()?;
    let Some(theme) = Theme::from_code(&sent.theme) else {
        let unknown = FieldError::new("theme", "Choose System, Light or Dark.");
        let errors = FormErrors::of_fields(vec![unknown]);
        return profile::form(&browser, StatusCode::BAD_REQUEST, errors, None).await;
    };
    browser.keep_theme(theme);
    Ok(browser.see_and_say("/user/account#appearance", Flash::ThemeSaved))
}

/// What there is to choose from.
pub(super) fn choices(chosen: Theme) -> Vec<Choice> {
    let choice = |theme: Theme| Choice {
        code: theme.code(),
        label: match theme {
            Theme::System => "System",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        },
        chosen: theme == chosen,
    };
    Theme::ALL.map(choice).into()
}
