//! Title and contact address.

use muster_domain::model::access::Action;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::organization::Organization;
use muster_domain::model::text::OrganizationTitle;
use muster_domain::use_cases::organization::UpdateOrganization;
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::{Cards, form, save};
use crate::web::browser::Browser;
use crate::web::errors::{FormErrors, note};
use crate::web::flash::Flash;

/// The card.
pub(super) struct AboutCard {
    pub(super) title: String,
    pub(super) contact_info: String,
}

#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    title: String,
    #[serde(default)]
    contact_info: String,
    organization: Option<i64>,
}

/// Saves them.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser
        .place_of_form(Action::EditOrganization, shown)
        .await?;
    let mut wrong = Vec::new();
    let title = OrganizationTitle::parse(&sent.title);
    let contact = match sent.contact_info.trim() {
        "" => Some(None),
        typed => note(&mut wrong, "contact_info", EmailAddress::parse(typed)).map(Some),
    };
    let update = UpdateOrganization {
        organization: place.organization,
        title: note(&mut wrong, "title", title),
        contact_info: contact,
        token: None,
    };
    let typed = |cards: &mut Cards| sent.show(cards);
    if !wrong.is_empty() {
        let errors = FormErrors::of_fields(wrong);
        return form(&browser, StatusCode::BAD_REQUEST, errors, typed).await;
    }
    save(&browser, &update, Flash::SettingsSaved, typed).await
}

impl Sent {
    /// Puts into the card what was typed.
    pub(super) fn show(self, cards: &mut Cards) {
        cards.about = AboutCard {
            title: self.title,
            contact_info: self.contact_info,
        };
    }
}

impl AboutCard {
    pub(super) fn new(organization: &Organization) -> Self {
        let contact = organization.contact_info.as_ref();
        Self {
            title: organization.title.as_str().to_owned(),
            contact_info: contact.map_or_else(String::new, |email| email.as_str().to_owned()),
        }
    }
}
