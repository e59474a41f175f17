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

use super::query::PeopleQuery;
use super::shown::RefusedChange;
use super::{people, person};
use crate::edge::Problem;
use crate::web::browser::{Browser, faults};
use crate::web::errors::sentence;
use crate::web::flash::Flash;

/// What the form sends in place of a role to give back the one held before a deactivation.
const REACTIVATE: &str = "reactivate";

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    role: String,
    /// `person` where the form stands on the person's page.
    #[serde(default)]
    back: String,
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
    let to =
        match sent.role.as_str() {
            REACTIVATE => None,
            code => Some(MemberRole::from_code(code).ok_or_else(|| {
                Problem::invalid("There is no such role. Choose one from the list.")
            })?),
        };
    let change = ChangeRole {
        organization,
        user,
        to,
    };
    let on_person = sent.back == "person";
    let caller = browser.answering(StatusCode::SEE_OTHER);
    match browser.muster.run(&caller, &change).await {
        Ok(_) => {
            let back = if on_person {
                person::path(user)
            } else {
                "/organization".to_owned()
            };
            Ok(browser.see_and_say(&query.at(&back), Flash::RoleSaved))
        }
        Err(error) if error.kind() == Kind::NotFound => {
            people::list_without_them(&browser, &query).await
        }
        Err(error) => {
            let reason = sentence(&error.to_string());
            let (status, errors) = faults(error)?;
            let refused = RefusedChange {
                user,
                wanted: to.unwrap_or(MemberRole::Deactivated),
                reason,
            };
            if on_person {
                person::refused(&browser, &query, status, errors, &refused).await
            } else {
                people::list(&browser, &query, status, errors, Some(&refused)).await
            }
        }
    }
}
