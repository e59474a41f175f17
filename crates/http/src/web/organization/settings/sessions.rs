//! How long people stay logged in. The Owner sets it, Administrators see it.

use muster_domain::model::access::Action;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::session::{Minutes, SessionPolicy};
use muster_domain::use_cases::organization::SetSessionPolicy;
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::{Cards, form, save, whole};
use crate::web::browser::Browser;
use crate::web::errors::{FormErrors, note};
use crate::web::flash::Flash;
use crate::web::organization::counted;

pub(super) const PATH: &str = "/organization/settings/sessions";

/// The card.
pub(super) struct SessionsCard {
    pub(super) may_set: bool,
    pub(super) max_age: String,
    pub(super) max_idle: String,
    /// The policy in force, in words.
    pub(super) in_force: (String, String),
}

#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    max_session_age: String,
    #[serde(default)]
    max_time_between_activity: String,
    organization: Option<i64>,
}

/// Saves it.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser
        .place_of_form(Action::SetSessionPolicy, shown)
        .await?;
    let mut wrong = Vec::new();
    let mut minutes = |field, typed: &str| {
        let minutes = whole(typed)
            .and_then(|minutes| Minutes::new(minutes).map_err(|error| error.to_string()));
        note(&mut wrong, field, minutes)
    };
    let change = SetSessionPolicy {
        organization: place.organization,
        max_age: minutes("max_session_age", &sent.max_session_age),
        max_idle: minutes("max_time_between_activity", &sent.max_time_between_activity),
    };
    let typed = |cards: &mut Cards| sent.show(cards);
    if !wrong.is_empty() {
        let errors = FormErrors::of_fields(wrong);
        return form(&browser, StatusCode::BAD_REQUEST, errors, typed).await;
    }
    save(&browser, &change, Flash::SettingsSaved, typed).await
}

impl Sent {
    /// Puts into the card what was typed.
    pub(super) fn show(self, cards: &mut Cards) {
        cards.sessions.max_age = self.max_session_age;
        cards.sessions.max_idle = self.max_time_between_activity;
    }
}

impl SessionsCard {
    pub(super) fn new(browser: &Browser, policy: SessionPolicy) -> Self {
        Self {
            may_set: browser.actor().authorize(Action::SetSessionPolicy).is_ok(),
            max_age: policy.max_age.get().to_string(),
            max_idle: policy.max_idle.get().to_string(),
            in_force: (in_words(policy.max_age), in_words(policy.max_idle)),
        }
    }
}

/// Minutes in the greatest unit that tells them without a rest.
fn in_words(minutes: Minutes) -> String {
    let minutes = minutes.get();
    if minutes.is_multiple_of(24 * 60) {
        counted(minutes / (24 * 60), "day", "days")
    } else if minutes.is_multiple_of(60) {
        counted(minutes / 60, "hour", "hours")
    } else {
        counted(minutes, "minute", "minutes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_told_as_people_count() {
        let words = |minutes| in_words(Minutes::new(minutes).expect("minutes"));
        assert_eq!(words(11_520), "8 days");
        assert_eq!(words(60), "1 hour");
        assert_eq!(words(90), "90 minutes");
    }
}
