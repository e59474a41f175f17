//! Inviting people by their addresses, and what became of each.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::address_list;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::{MemberRole, Role};
use muster_domain::model::organization::Organization;
use muster_domain::model::refusal::FieldError;
use muster_domain::use_cases::invitation::{
    InviteOutcome, InvitePeople, InvitePeopleError, InviteResult,
};
use muster_domain::use_cases::organization::{ViewOrganization, ViewSeats};
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::form::{InviteForm, given, would_wait};
use super::query::PATH;
use crate::web::browser::{Browser, faults, page};
use crate::web::errors::FormErrors;
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;

#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    pub(super) emails: String,
    #[serde(default)]
    pub(super) role: String,
    organization: Option<i64>,
}

#[derive(Template)]
#[template(path = "invitation/results.html")]
struct ResultsPage {
    frame: PageFrame,
    errors: FormErrors,
    organization_id: OrganizationId,
    organization: String,
    /// How many were invited, where anybody was judged.
    summary: Option<String>,
    /// How many of those who were invited find no seat.
    would_wait: Option<String>,
    results: Vec<ResultRow>,
    form: InviteForm,
}

struct ResultRow {
    written: String,
    outcome: &'static str,
    /// Whether somebody was invited.
    good: bool,
    detail: String,
}

/// Invites them. Where there is something to tell about one of them, the page comes back with a result for each, and
/// only those who were not invited are left in the field (K47).
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser.place_of_form(Action::Invite, shown).await?;
    let organization = place.organization;
    let role = match read_role(&sent.role) {
        Ok(role) => role,
        Err(fault) => {
            let errors = FormErrors::of_fields(vec![fault]);
            let again = Again::of_fault(sent.emails, None, errors);
            return again
                .page(&browser, organization, StatusCode::BAD_REQUEST)
                .await;
        }
    };
    let entries = match address_list::parse([sent.emails.as_str()]) {
        Ok(entries) => entries,
        Err(error) => {
            let errors = FormErrors::of_fields(vec![FieldError::new("emails", error.to_string())]);
            let again = Again::of_fault(sent.emails, role, errors);
            return again
                .page(&browser, organization, StatusCode::BAD_REQUEST)
                .await;
        }
    };
    let invite = InvitePeople {
        organization,
        entries,
        role,
    };
    let caller = browser.answering(StatusCode::SEE_OTHER);
    match browser.muster.run(&caller, &invite).await {
        Ok(results) if results.iter().all(is_fine) => {
            let details = browser.view(&ViewOrganization { organization }).await?;
            let report = browser.view(&ViewSeats { organization }).await?;
            let people = u64::try_from(results.len()).unwrap_or(u64::MAX);
            let waiting = report
                .seats
                .would_wait(people, offered(role, &details.organization));
            Ok(browser.see_and_say(PATH, Flash::Invited(people, waiting)))
        }
        Ok(results) | Err(InvitePeopleError::Nobody(results)) => {
            let again = Again::of_results(&results, role);
            again.page(&browser, organization, StatusCode::OK).await
        }
        Err(error) => {
            let (status, errors) = faults(error)?;
            let again = Again::of_fault(sent.emails, role, errors);
            again.page(&browser, organization, status).await
        }
    }
}

/// The role that is offered, the organization's default one where none was sent. Read exactly as written (K13).
fn read_role(code: &str) -> Result<Option<MemberRole>, FieldError> {
    if code.is_empty() {
        return Ok(None);
    }
    MemberRole::from_code(code)
        .map(Some)
        .ok_or_else(|| FieldError::new("role", "There is no such role. Choose one from the list."))
}

/// The role that people are invited with, if any.
fn offered(chosen: Option<MemberRole>, organization: &Organization) -> Option<Role> {
    given(chosen.unwrap_or_else(|| organization.default_role.as_member_role()))
}

/// Whether there is nothing to tell but that the person was invited.
fn is_fine(result: &InviteResult) -> bool {
    match &result.outcome {
        InviteOutcome::Created(_, look_alikes) | InviteOutcome::Resent(_, look_alikes) => {
            look_alikes.is_empty()
        }
        InviteOutcome::AlreadyMember | InviteOutcome::Invalid(_) => false,
    }
}

/// The form once more.
struct Again {
    summary: Option<String>,
    results: Vec<ResultRow>,
    emails: String,
    role: Option<MemberRole>,
    errors: FormErrors,
}

impl Again {
    /// With what was wrong before anybody was judged.
    fn of_fault(emails: String, role: Option<MemberRole>, errors: FormErrors) -> Self {
        Self {
            summary: None,
            results: Vec::new(),
            emails,
            role,
            errors,
        }
    }

    /// With a result for each, in the order of the list.
    fn of_results(results: &[InviteResult], role: Option<MemberRole>) -> Self {
        let failed: Vec<&str> = results
            .iter()
            .filter(|result| result.outcome.invitation().is_none())
            .map(|result| result.written.as_str())
            .collect();
        let invited = results.len() - failed.len();
        Self {
            summary: Some(summary(invited, results.len())),
            emails: failed.join("\n"),
            results: results.iter().map(row).collect(),
            role,
            errors: FormErrors::default(),
        }
    }

    async fn page(
        self,
        browser: &Browser,
        organization: OrganizationId,
        status: StatusCode,
    ) -> Result<Response> {
        let details = browser.view(&ViewOrganization { organization }).await?;
        let report = browser.view(&ViewSeats { organization }).await?;
        let invited = self.results.iter().filter(|result| result.good).count();
        let invited = u64::try_from(invited).unwrap_or(u64::MAX);
        let role = offered(self.role, &details.organization);
        let waiting = report.seats.would_wait(invited, role);
        let form = InviteForm::new(browser, &details.organization, report.seats);
        let shown = ResultsPage {
            frame: browser.frame().await?,
            errors: self.errors.clone(),
            organization_id: organization,
            organization: details.organization.title.as_str().to_owned(),
            summary: self.summary,
            would_wait: would_wait(waiting, invited),
            results: self.results,
            form: form.typed(self.emails, self.role, self.errors),
        };
        page(status, &shown)
    }
}

fn summary(invited: usize, all: usize) -> String {
    match (invited, all) {
        (0, _) => "Nobody was invited.".to_owned(),
        (1, 1) => "1 person was invited.".to_owned(),
        (1, all) => format!("1 of {all} people was invited."),
        (invited, all) if invited == all => format!("{all} people were invited."),
        (invited, all) => format!("{invited} of {all} people were invited."),
    }
}

fn row(result: &InviteResult) -> ResultRow {
    ResultRow {
        written: result.written.clone(),
        outcome: match result.outcome {
            InviteOutcome::Created(..) => "Invited",
            InviteOutcome::Resent(..) => "Invited again",
            InviteOutcome::AlreadyMember => "Already a member",
            InviteOutcome::Invalid(_) => "Not an address",
        },
        good: result.outcome.invitation().is_some(),
        detail: match result.outcome {
            InviteOutcome::Resent(..) => {
                let detail = format!("The link sent before no longer works. {}", result.detail());
                detail.trim().to_owned()
            }
            _ => result.detail(),
        },
    }
}
