//! What those see who can sign in and do nothing yet (ruling 13).

use askama::Template;
use muster_domain::model::membership::{MemberRole, Membership, Standing};
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
    awaited: Awaited,
    owner: String,
}

/// What a Pending member waits for, in words.
pub(crate) struct Awaited {
    pub(crate) heading: &'static str,
    pub(crate) text: String,
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
    Some(WaitingPlace {
        organization: belonging.organization.title.as_str().to_owned(),
        awaited: awaited(&belonging.membership)?,
        owner: belonging.owner_email.as_str().to_owned(),
    })
}

/// What is awaited, unless the member is not Pending.
pub(crate) fn awaited(membership: &Membership) -> Option<Awaited> {
    let Standing::Pending { promise } = membership.standing else {
        return None;
    };
    Some(match promise {
        None => Awaited {
            heading: "You are waiting for a role",
            text: "Your account is ready. The Owner or an Administrator has yet to give you a role; then you get in. There is nothing more for you to do.".to_owned(),
        },
        Some(promise) => Awaited {
            heading: "You are waiting for a seat",
            text: format!(
                "Your account is ready, and the role {} is meant for you, but no seat was free when you joined. The Owner and the Administrators see that you wait, and can give it to you once a seat is free.",
                MemberRole::from(promise.role).label()
            ),
        },
    })
}
