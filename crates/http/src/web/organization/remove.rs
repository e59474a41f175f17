//! Delete Member, after a question that names the person and says what stays.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::refusal::{Kind, Refusal as _};
use muster_domain::model::seats::holds_seat;
use muster_domain::use_cases::membership::{RemoveMember, ViewMember};
use poem::http::StatusCode;
use poem::web::Path;
use poem::{Response, Result, handler};

use super::people;
use super::query::PeopleQuery;
use super::sent::ShownOrganization;
use crate::edge::Problem;
use crate::web::browser::{Browser, faults, page};
use crate::web::errors::FormErrors;
use crate::web::flash::Flash;
use crate::web::frame::PageFrame;

#[derive(Template)]
#[template(path = "organization/remove.html")]
struct RemovePage {
    frame: PageFrame,
    errors: FormErrors,
    organization_id: OrganizationId,
    organization: String,
    name: String,
    email: String,
    role: &'static str,
    frees_seat: bool,
    can_deactivate: bool,
    action: String,
    back: String,
}

/// The question.
#[handler]
pub(super) async fn show(
    browser: Browser,
    Path(user): Path<i64>,
    query: PeopleQuery,
) -> Result<Response> {
    let organization = browser.place(Action::ManagePeople)?.organization;
    let question = Question {
        organization,
        user: UserId::new(user),
        query,
    };
    question
        .ask(&browser, StatusCode::OK, FormErrors::default())
        .await
}

/// Removes the member.
#[handler]
pub(super) async fn submit(
    browser: Browser,
    Path(user): Path<i64>,
    query: PeopleQuery,
    ShownOrganization(shown): ShownOrganization,
) -> Result<Response> {
    let place = browser.place_of_form(Action::ManagePeople, shown).await?;
    let organization = place.organization;
    let user = UserId::new(user);
    let caller = browser.answering(StatusCode::SEE_OTHER);
    let remove = RemoveMember { organization, user };
    match browser.muster.run(&caller, &remove).await {
        Ok(()) => Ok(browser.see_and_say(&query.at("/organization"), Flash::MemberDeleted)),
        Err(error) if error.kind() == Kind::NotFound => {
            people::list_without_them(&browser, &query).await
        }
        Err(error) => {
            let (status, errors) = faults(error)?;
            let question = Question {
                organization,
                user,
                query,
            };
            question.ask(&browser, status, errors).await
        }
    }
}

struct Question {
    organization: OrganizationId,
    user: UserId,
    query: PeopleQuery,
}

impl Question {
    async fn ask(
        &self,
        browser: &Browser,
        status: StatusCode,
        errors: FormErrors,
    ) -> Result<Response> {
        let view = ViewMember {
            organization: self.organization,
            user: self.user,
        };
        let found = match browser.muster.view(browser.caller(), &view).await {
            Err(error) if error.kind() == Kind::NotFound => {
                return people::list_without_them(browser, &self.query).await;
            }
            found => found.map_err(Problem::from)?,
        };
        let account = browser.account().await?;
        let frame = browser.frame_of(&account);
        let path = format!("/organization/people/{}/remove", self.user);
        let shown = RemovePage {
            organization_id: self.organization,
            organization: account
                .active()
                .map(|belonging| belonging.organization.title.as_str().to_owned())
                .unwrap_or_default(),
            name: found.member.user.display_name(),
            email: found.member.user.email.as_str().to_owned(),
            role: found.member.role.label(),
            frees_seat: holds_seat(found.member.membership.standing),
            can_deactivate: found.member.role != MemberRole::Deactivated,
            action: frame.href(&self.query.at(&path)),
            back: frame.href(&self.query.at("/organization")),
            frame,
            errors,
        };
        page(status, &shown)
    }
}
