//! The role form of one person. Deactivation and reactivation are roles in it.

use muster_domain::model::access::Action;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::refusal::{Kind, Refusal as _};
use muster_domain::use_cases::membership::ChangeRole;
use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::people;
use super::query::PeopleQuery;
use super::shown::RefusedChange;
use crate::edge::Problem;
use crate::web::browser::{Browser, faults};
use crate::web::errors::sentence;
use crate::web::flash::Flash;

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    role: String,
    organization: Option<i64>,
}

/// Gives the role; if that is refused, the list comes back with the reason in the person's row.
#[handler]
pub(super) async fn submit(
    browser: Browser,
    Path(user): Path<i64>,
    query: PeopleQuery,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser.place_of_form(Action::ManagePeople, shown).await?;
    let organization = place.organization;
    let user = UserId::new(user);
    let to = MemberRole::from_code(&sent.role)
        .ok_or_else(|| Problem::invalid("There is no such role. Choose one from the list."))?;
    let change = ChangeRole {
        organization,
        user,
        to: Some(to),
    };
    let caller = browser.answering(StatusCode::SEE_OTHER);
    match browser.muster.run(&caller, &change).await {
        Ok(_) => Ok(browser.see_and_say(&query.at("/organization"), Flash::RoleSaved)),
        Err(error) if error.kind() == Kind::NotFound => {
            people::list_without_them(&browser, &query).await
        }
        Err(error) => {
            let reason = sentence(&error.to_string());
            let (status, errors) = faults(error)?;
            let refused = RefusedChange {
                user,
                wanted: to,
                reason,
            };
            people::list(&browser, &query, status, errors, Some(&refused)).await
        }
    }
}
