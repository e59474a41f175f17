//! What newcomers by the invite link get.

use muster_domain::model::access::Action;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::MemberRole;
use muster_domain::model::organization::DefaultRole;
use muster_domain::model::refusal::FieldError;
use muster_domain::use_cases::organization::SetDefaultRole;
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::{Cards, form, save};
use crate::web::browser::Browser;
use crate::web::errors::FormErrors;
use crate::web::flash::Flash;
use crate::web::organization::Choice;

/// The card.
pub(super) struct DefaultRoleCard {
    pub(super) choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    default_role: String,
    organization: Option<i64>,
}

/// Saves it.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser
        .place_of_form(Action::EditOrganization, shown)
        .await?;
    let Some(default_role) = MemberRole::from_code(&sent.default_role) else {
        let unknown = FieldError::new("default_role", "Choose a role from the list.");
        let errors = FormErrors::of_fields(vec![unknown]);
        return form(&browser, StatusCode::BAD_REQUEST, errors, |_| {}).await;
    };
    let change = SetDefaultRole {
        organization: place.organization,
        default_role,
    };
    let typed = |cards: &mut Cards| cards.default_role = DefaultRoleCard::new(default_role);
    save(&browser, &change, Flash::SettingsSaved, typed).await
}

impl DefaultRoleCard {
    pub(super) fn new(chosen: MemberRole) -> Self {
        let possible = MemberRole::ALL
            .into_iter()
            .filter(|role| DefaultRole::new(*role).is_ok());
        let choices = possible.map(|role| Choice {
            code: role.code(),
            label: match role {
                MemberRole::Pending => "No role: they wait for one",
                role => role.label(),
            },
            chosen: role == chosen,
        });
        Self {
            choices: choices.collect(),
        }
    }
}
