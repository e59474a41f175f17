//! Which kinds of API token may be used, and how long new ones live.

use muster_domain::model::access::Action;
use muster_domain::model::api_token::{TokenKinds, TokenLife, TokenPolicy};
use muster_domain::model::id::OrganizationId;
use muster_domain::use_cases::organization::SetTokenPolicy;
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::{Cards, form, save, whole};
use crate::web::browser::Browser;
use crate::web::errors::{FormErrors, note};
use crate::web::flash::Flash;

pub(super) const PATH: &str = "/organization/settings/tokens";

/// The card.
pub(super) struct TokensCard {
    pub(super) kinds: TokenKinds,
    pub(super) days: String,
    /// The kinds that the server takes, whatever is set here.
    pub(super) server: TokenKinds,
}

#[derive(Deserialize)]
pub(super) struct Sent {
    personal: Option<String>,
    legacy: Option<String>,
    #[serde(default)]
    days: String,
    organization: Option<i64>,
}

/// Saves it.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser.place_of_form(Action::SetTokenPolicy, shown).await?;
    let kinds = sent.kinds();
    let mut wrong = Vec::new();
    let life =
        whole(&sent.days).and_then(|days| TokenLife::new(days).map_err(|error| error.to_string()));
    let change = SetTokenPolicy {
        organization: place.organization,
        personal: Some(kinds.personal),
        legacy: Some(kinds.legacy),
        life: note(&mut wrong, "days", life),
    };
    let typed = |cards: &mut Cards| sent.show(cards);
    if !wrong.is_empty() {
        let errors = FormErrors::of_fields(wrong);
        return form(&browser, StatusCode::BAD_REQUEST, errors, typed).await;
    }
    save(&browser, &change, Flash::SettingsSaved, typed).await
}

impl Sent {
    fn kinds(&self) -> TokenKinds {
        TokenKinds {
            personal: self.personal.is_some(),
            legacy: self.legacy.is_some(),
        }
    }

    /// Puts into the card what was ticked and typed.
    pub(super) fn show(self, cards: &mut Cards) {
        cards.tokens.kinds = self.kinds();
        cards.tokens.days = self.days;
    }
}

impl TokensCard {
    pub(super) fn new(browser: &Browser, policy: TokenPolicy) -> Self {
        Self {
            kinds: policy.kinds,
            days: policy.life.days().to_string(),
            server: browser.muster.settings().token_kinds,
        }
    }
}
