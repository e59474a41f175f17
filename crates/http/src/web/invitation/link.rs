//! The link of an invitation, to be sent by other means than mail. It is asked for by a form, since showing it is
//! recorded: whoever has it can come in as the person invited.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::InvitationId;
use muster_domain::use_cases::invitation::{ShowInvitationLink, ViewInvitation};
use poem::http::StatusCode;
use poem::web::{Path, Query};
use poem::{Response, Result, handler};

use super::list::list;
use super::query::{InvitationsQuery, PATH};
use crate::web::browser::{Browser, faults, page};
use crate::web::frame::PageFrame;
use crate::web::moment::Moment;
use crate::web::organization::ShownOrganization;

#[derive(Template)]
#[template(path = "invitation/link.html")]
struct LinkPage {
    frame: PageFrame,
    organization: String,
    email: String,
    role: &'static str,
    until: Moment,
    link: String,
    back: String,
}

/// The link in a field.
#[handler]
pub(super) async fn show(
    browser: Browser,
    Path(invitation): Path<i64>,
    Query(query): Query<InvitationsQuery>,
    ShownOrganization(shown): ShownOrganization,
) -> Result<Response> {
    let place = browser.place_of_form(Action::Invite, shown).await?;
    let organization = place.organization;
    let invitation = InvitationId::new(invitation);
    let show = ShowInvitationLink {
        organization,
        invitation,
    };
    let caller = browser.answering(StatusCode::OK);
    let secret = match browser.muster.run(&caller, &show).await {
        Ok(secret) => secret,
        Err(error) => {
            let (status, errors) = faults(error)?;
            return list(&browser, &query, status, errors).await;
        }
    };
    let view = ViewInvitation {
        organization,
        invitation,
    };
    let found = browser.view(&view).await?.invitation;
    let account = browser.account().await?;
    let frame = browser.frame_of(&account);
    let title = account
        .active()
        .map(|belonging| belonging.organization.title.as_str().to_owned());
    let shown = LinkPage {
        organization: title.unwrap_or_default(),
        email: found.email.as_str().to_owned(),
        role: found.role.as_member_role().label(),
        until: Moment::new(found.expires_at, browser.now()),
        link: browser.invitation_link(&secret),
        back: frame.href(&query.at(PATH)),
        frame,
    };
    page(StatusCode::OK, &shown)
}
