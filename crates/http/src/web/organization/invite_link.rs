//! The invite link: shown to those who invite, and reset.

use muster_domain::model::access::Action;
use muster_domain::use_cases::organization::{
    OrganizationOverview, ResetInviteLink, ShownInviteLink,
};
use poem::http::StatusCode;
use poem::{Response, Result, handler};

use super::sent::ShownOrganization;
use super::shown::newcomers;
use crate::edge::Problem;
use crate::web::browser::Browser;
use crate::web::flash::Flash;
use crate::web::moment::Moment;

/// The section on the page.
pub(super) struct InviteSection {
    pub(super) newcomers: String,
    /// None where the token was sealed under another server key.
    pub(super) url: Option<String>,
    pub(super) limits: Option<String>,
}

/// Makes a new link; the one before is dead.
#[handler]
pub(super) async fn reset(
    browser: Browser,
    ShownOrganization(shown): ShownOrganization,
) -> Result<Response> {
    let place = browser.place_of_form(Action::ManageInviteLink, shown);
    let reset = ResetInviteLink {
        organization: place.await?.organization,
    };
    let caller = browser.answering(StatusCode::SEE_OTHER);
    let outcome = browser.muster.run(&caller, &reset).await;
    outcome.map_err(Problem::from)?;
    Ok(browser.see_and_say("/organization#invite", Flash::LinkReset))
}

impl InviteSection {
    pub(super) fn new(browser: &Browser, overview: &OrganizationOverview) -> Self {
        let link = overview.link.as_ref();
        let token = link.and_then(|link| link.token.as_ref().ok());
        Self {
            newcomers: newcomers(overview.organization.default_role),
            limits: link.and_then(|link| limits(link, browser)),
            url: token.map(|token| browser.invite_link(token)),
        }
    }
}

/// The limits of the link, in words.
pub(super) fn limits(link: &ShownInviteLink, browser: &Browser) -> Option<String> {
    let mut limits = Vec::new();
    let now = browser.now();
    if let Some(end) = link.expires_at {
        let works = if now < end { "works" } else { "worked" };
        let end = Moment::new(end, now);
        limits.push(format!("It {works} until {}.", end.full));
    }
    if let Some(most) = link.max_uses {
        limits.push(format!("{} of {most} people have joined by it.", link.used));
    }
    (!limits.is_empty()).then(|| limits.join(" "))
}
