//! Installing a licence: first the page that says what would change, then the change.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::license::{LicenseChange, LicenseState};
use muster_domain::model::refusal::FieldError;
use muster_domain::use_cases::license::{InstallLicense, InstallLicenseError, InstallManner};
use muster_domain::use_cases::organization::ViewOverview;
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::{Days, usage, words};
use crate::web::browser::{Browser, faults, page};
use crate::web::errors::{FormErrors, sentence};
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;
use crate::web::moment::Date;
use crate::web::organization::tabs::Tabs;

pub(super) const PATH: &str = "/organization/usage/license";

#[derive(Template)]
#[template(path = "organization/license.html")]
struct PreviewPage {
    frame: PageFrame,
    errors: FormErrors,
    organization_id: OrganizationId,
    tabs: Tabs,
    holder: String,
    id: String,
    state: LicenseState,
    /// Before and after.
    seats: (String, String),
    used: u64,
    over: u64,
    first: Option<Date>,
    /// Of the licence in force, and of the new one.
    last: (Option<Date>, Date),
    /// Whether the licence in force is the same.
    known: bool,
    concerns: Vec<String>,
    text: String,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    license: String,
    #[serde(default)]
    step: String,
    confirm: Option<String>,
    organization: Option<i64>,
}

impl Sent {
    fn manner(&self) -> InstallManner {
        match (&*self.step, &self.confirm) {
            ("install", Some(_)) => InstallManner::Confirmed,
            ("install", None) => InstallManner::Unconfirmed,
            _ => InstallManner::Preview,
        }
    }
}

/// The text that was sent before its sender was logged out.
pub(super) fn draft(browser: &Browser) -> Option<String> {
    let sent: Sent = browser.draft(PATH)?;
    Some(sent.license)
}

/// Says what would change, or changes it. What stands in the way is judged again then.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser.place_of_form(Action::ManageLicense, shown).await?;
    let install = InstallLicense {
        organization: place.organization,
        manner: sent.manner(),
        text: sent.license,
    };
    let caller = browser.answering(StatusCode::SEE_OTHER);
    match browser.muster.run(&caller, &install).await {
        Ok(change) if install.manner == InstallManner::Preview => {
            let (status, errors) = (StatusCode::OK, FormErrors::default());
            preview(&browser, status, errors, &install, change).await
        }
        Ok(_) => Ok(browser.see_and_say(super::PATH, Flash::LicenseInstalled)),
        Err(InstallLicenseError::NeedsConfirmation(change)) => {
            let unread = FieldError::new("confirm", "Tick the box to install it all the same.");
            let errors = FormErrors::of_fields(vec![unread]);
            preview(&browser, StatusCode::BAD_REQUEST, errors, &install, *change).await
        }
        Err(error) => {
            let told = FieldError::new("license", sentence(&error.to_string()));
            let (status, _) = faults(error)?;
            let errors = FormErrors::of_fields(vec![told]);
            usage(&browser, &Days::default(), status, errors, install.text).await
        }
    }
}

async fn preview(
    browser: &Browser,
    status: StatusCode,
    errors: FormErrors,
    install: &InstallLicense,
    change: LicenseChange,
) -> Result<Response> {
    let organization = install.organization;
    let overview = browser.view(&ViewOverview { organization }).await?;
    let concerns = change.concerns();
    let shown = PreviewPage {
        frame: browser.frame().await?,
        errors,
        organization_id: organization,
        tabs: Tabs::new(&overview),
        state: change.state,
        seats: (words(change.before.limit), words(change.after.limit)),
        used: change.after.used,
        over: change.after.over(),
        first: change.new.term.not_before().map(Date::new),
        last: (
            change.old.as_ref().map(|old| Date::new(old.term.last())),
            Date::new(change.new.term.last()),
        ),
        known: change.old.as_ref() == Some(&change.new),
        concerns: concerns
            .iter()
            .map(|concern| sentence(&concern.to_string()))
            .collect(),
        holder: change.new.holder.as_str().to_owned(),
        id: change.new.id.to_string(),
        text: install.text.clone(),
    };
    page(status, &shown)
}
