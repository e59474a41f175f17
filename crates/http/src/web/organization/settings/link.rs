//! Until when, and for how many people, the invite link works (K17).

use std::num::NonZeroU32;

use muster_domain::model::access::Action;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::time::Timestamp;
use muster_domain::use_cases::organization::{LimitInviteLink, OrganizationOverview};
use poem::http::StatusCode;
use poem::web::Form;
use poem::{Response, Result, handler};
use serde::Deserialize;

use super::{Cards, form, save};
use crate::web::browser::Browser;
use crate::web::errors::{FormErrors, note};
use crate::web::flash::Flash;
use crate::web::organization::invite_link::limits;

pub(super) const PATH: &str = "/organization/settings/invite-link";

/// The card.
pub(super) struct LinkCard {
    pub(super) expires_at: String,
    pub(super) max_uses: String,
    /// The limits in force, in words.
    pub(super) limits: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    expires_at: String,
    #[serde(default)]
    max_uses: String,
    organization: Option<i64>,
}

/// Saves them. A field that is left empty lifts its limit.
#[handler]
pub(super) async fn submit(browser: Browser, Form(sent): Form<Sent>) -> Result<Response> {
    let shown = sent.organization.map(OrganizationId::new);
    let place = browser
        .place_of_form(Action::ManageInviteLink, shown)
        .await?;
    let mut wrong = Vec::new();
    let limit = LimitInviteLink {
        organization: place.organization,
        expires_at: note(
            &mut wrong,
            "expires_at",
            unless_empty(&sent.expires_at, time),
        ),
        max_uses: note(&mut wrong, "max_uses", unless_empty(&sent.max_uses, uses)),
    };
    let typed = |cards: &mut Cards| sent.show(cards);
    if !wrong.is_empty() {
        let errors = FormErrors::of_fields(wrong);
        return form(&browser, StatusCode::BAD_REQUEST, errors, typed).await;
    }
    save(&browser, &limit, Flash::SettingsSaved, typed).await
}

impl Sent {
    /// Puts into the card what was typed.
    pub(super) fn show(self, cards: &mut Cards) {
        cards.link.expires_at = self.expires_at;
        cards.link.max_uses = self.max_uses;
    }
}

impl LinkCard {
    pub(super) fn new(browser: &Browser, overview: &OrganizationOverview) -> Self {
        let link = overview.link.as_ref();
        let expires_at = link.and_then(|link| link.expires_at);
        let max_uses = link.and_then(|link| link.max_uses);
        Self {
            expires_at: expires_at.map_or_else(String::new, as_typed),
            max_uses: max_uses.map_or_else(String::new, |most| most.to_string()),
            limits: link.and_then(|link| limits(link, browser)),
        }
    }
}

fn unless_empty<T>(
    typed: &str,
    read: impl FnOnce(&str) -> Result<T, &'static str>,
) -> Result<Option<T>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => read(typed).map(Some),
    }
}

/// A time in the form that browsers give it.
fn as_typed(at: Timestamp) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

/// A time in UTC, with or without seconds.
fn time(typed: &str) -> Result<Timestamp, &'static str> {
    let seconds = if typed.len() == "2026-12-24T18:00".len() {
        ":00"
    } else {
        ""
    };
    chrono::DateTime::parse_from_rfc3339(&format!("{typed}{seconds}Z"))
        .map(|time| time.to_utc())
        .map_err(|_| "Enter a date and time such as 2026-12-24T18:00.")
}

fn uses(typed: &str) -> Result<NonZeroU32, &'static str> {
    typed.parse().map_err(|_| "Enter a whole number from 1.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_time_is_read_as_it_is_shown() {
        let at: Timestamp = "2026-12-24T18:00:00Z".parse().expect("a time");
        assert_eq!(time(&as_typed(at)), Ok(at));
        assert_eq!(time("2026-12-24T18:00:00"), Ok(at));
        for wrong in [
            "2026-12-24",
            "tomorrow",
            "2026-13-01T00:00",
            "+12026-12-24T18:00",
        ] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_time_or_none(typed in any::<String>()) {
            let _ = time(&typed);
        }
    }
}
