//! What those see who can sign in and do nothing yet (ruling 13).

use askama::Template;
use muster_domain::model::membership::{MemberRole, Standing};
use muster_domain::ports::Belonging;
use poem::http::StatusCode;
use poem::{Response, Result, handler};

use crate::web::browser::{Browser, page};
use crate::web::frame::PageFrame;

#[derive(Template)]
#[template(path = "membership/waiting.html")]
struct WaitingPage {
    frame: PageFrame,
    email: String,
    place: Option<WaitingPlace>,
}

struct WaitingPlace {
    organization: String,
    heading: &'static str,
    text: String,
    owner: String,
}

/// The page. Who has a role, or just got one, is sent on.
#[handler]
pub(super) async fn show(browser: Browser) -> Result<Response> {
    let account = browser.account().await?;
    let place = match account.active() {
        None => None,
        Some(belonging) => match waiting(belonging) {
            Some(place) => Some(place),
            None => return Ok(browser.lead("/")),
        },
    };
    let shown = WaitingPage {
        frame: browser.frame_of(&account),
        email: account.user.email.as_str().to_owned(),
        place,
    };
    page(StatusCode::OK, &shown)
}

fn waiting(belonging: &Belonging) -> Option<WaitingPlace> {
    let Standing::Pending { promise } = belonging.membership.standing else {
        return None;
    };
    let (heading, text) = match promise {
        None => (
            "You are waiting for a role",
            "Your account is ready. The Owner or an Administrator has yet to give you a role; then you get in. There is nothing more for you to do.".to_owned(),
        ),
        Some(promise) => (
            "You are waiting for a seat",
            format!(
                "Your account is ready, and the role {} is meant for you, but no seat was free when you joined. The Owner and the Administrators see that you wait, and can give it to you once a seat is free.",
                MemberRole::from(promise.role).label()
            ),
        ),
    };
    Some(WaitingPlace {
        organization: belonging.organization.title.as_str().to_owned(),
        heading,
        text,
        owner: belonging.owner_email.as_str().to_owned(),
    })
}
