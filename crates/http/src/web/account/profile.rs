//! The account page: name, password, organizations, tokens.

use askama::Template;
use muster_domain::model::api_token::SwitchedOff;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::text::{PersonName, Phone};
use muster_domain::use_cases::account::UpdateAccount;
use muster_domain::use_cases::api_token::IssuePersonalTokenError;
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::membership::MembershipInfo;
use super::theme;
use super::token::TokenSections;
use crate::web::browser::{Browser, faults, page};
use crate::web::errors::{FormErrors, note};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;
use crate::web::organization::Choice;

/// The profile as typed.
#[derive(Clone, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    phone: String,
}

#[derive(Template)]
#[template(path = "account/profile.html")]
struct AccountPage {
    frame: PageFrame,
    errors: FormErrors,
    email: String,
    first_name: String,
    last_name: String,
    phone: String,
    themes: Vec<Choice>,
    membership: MembershipInfo,
    tokens: TokenSections,
}

/// The page.
#[handler]
pub(super) async fn show(browser: Browser) -> Result<Response> {
    let typed = browser.draft("/user/account");
    form(&browser, StatusCode::OK, FormErrors::default(), typed).await
}

/// Saves name and telephone.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    browser.person()?;
    let mut wrong = Vec::new();
    let update = UpdateAccount {
        first_name: note(
            &mut wrong,
            "first_name",
            PersonName::parse(&sent.first_name),
        ),
        last_name: note(&mut wrong, "last_name", PersonName::parse(&sent.last_name)),
        phone: note(&mut wrong, "phone", Phone::parse(&sent.phone)),
        ..UpdateAccount::default()
    };
    if !wrong.is_empty() {
        let errors = FormErrors::of_fields(wrong);
        return form(&browser, StatusCode::BAD_REQUEST, errors, Some(sent)).await;
    }
    save(&browser, &update, "/user/account", Flash::ProfileSaved).await
}

#[derive(Deserialize)]
struct Wished {
    organization: i64,
}

/// Makes another organization the active one, and leads to where the person belongs in it.
#[handler]
pub(super) async fn switch_organization(
    browser: Browser,
    Form(wished): Form<Wished>,
) -> Result<Response> {
    browser.person()?;
    let update = UpdateAccount {
        active_organization: Some(OrganizationId::new(wished.organization)),
        ..UpdateAccount::default()
    };
    save(&browser, &update, "/", Flash::Switched).await
}

async fn save(
    browser: &Browser,
    update: &UpdateAccount,
    next: &str,
    say: Flash,
) -> Result<Response> {
    let caller = browser.answering(StatusCode::SEE_OTHER);
    match browser.muster.run(&caller, update).await {
        Ok(()) => Ok(browser.see_and_say(next, say)),
        Err(error) => {
            let (status, errors) = faults(error)?;
            form(browser, status, errors, None).await
        }
    }
}

/// The page, with what was wrong and what was typed.
pub(super) async fn form(
    browser: &Browser,
    status: StatusCode,
    errors: FormErrors,
    typed: Option<Sent>,
) -> Result<Response> {
    let account = browser.account().await?;
    let user = &account.user;
    let Sent {
        first_name,
        last_name,
        phone,
    } = typed.unwrap_or_else(|| Sent {
        first_name: user.first_name.as_str().to_owned(),
        last_name: user.last_name.as_str().to_owned(),
        phone: user.phone.as_str().to_owned(),
    });
    let frame = browser.frame_of(&account);
    let shown = AccountPage {
        themes: theme::choices(frame.theme()),
        frame,
        errors,
        email: user.email.as_str().to_owned(),
        first_name,
        last_name,
        phone,
        membership: MembershipInfo::new(browser, &account),
        tokens: TokenSections::read(browser).await?,
    };
    page(status, &shown)
}
