//! Leaving an organization, after a question (K77).

use askama::Template;
use muster_domain::model::access::Denied;
use muster_domain::model::id::OrganizationId;
use muster_domain::use_cases::membership::LeaveOrganization;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, Result, handler};

use crate::edge::Problem;
use crate::web::browser::{Browser, faults, page};
use crate::web::errors::FormErrors;
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;

#[derive(Template)]
#[template(path = "membership/leave.html")]
struct LeavePage {
    frame: PageFrame,
    errors: FormErrors,
    organization: String,
    action: String,
}

/// The question.
#[handler]
pub(super) async fn show(browser: Browser, Path(organization): Path<i64>) -> Result<Response> {
    let organization = OrganizationId::new(organization);
    ask(
        &browser,
        organization,
        StatusCode::OK,
        FormErrors::default(),
    )
    .await
}

/// Leaves.
#[handler]
pub(super) async fn submit(browser: Browser, Path(organization): Path<i64>) -> Result<Response> {
    browser.person()?;
    let organization = OrganizationId::new(organization);
    let caller = browser.answering(StatusCode::SEE_OTHER);
    let leave = LeaveOrganization { organization };
    match browser.muster.run(&caller, &leave).await {
        Ok(()) => Ok(browser.see_and_say("/user/account", Flash::Left)),
        Err(error) => {
            let (status, errors) = faults(error)?;
            ask(&browser, organization, status, errors).await
        }
    }
}

async fn ask(
    browser: &Browser,
    organization: OrganizationId,
    status: StatusCode,
    errors: FormErrors,
) -> Result<Response> {
    let account = browser.account().await?;
    let belonging = account
        .belongings
        .iter()
        .find(|belonging| belonging.organization.id == organization)
        .ok_or(Denied::NotFound)
        .map_err(Problem::from)?;
    let frame = browser.frame_of(&account);
    let shown = LeavePage {
        organization: belonging.organization.title.as_str().to_owned(),
        action: frame.href(&format!("/user/account/organizations/{organization}/leave")),
        frame,
        errors,
    };
    page(status, &shown)
}
