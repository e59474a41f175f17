//! E-mail invitations: inviting, the list of them for Owner and Administrators, and the page to which their links lead.

mod accept;
mod change;
mod form;
mod invite;
mod link;
mod list;
mod preview;
mod query;
mod shown;

use muster_domain::model::access::Action;

use crate::edge::{Access, Pages};
use crate::web::draft::keeping;

pub(super) use form::{InviteForm, would_wait};

/// Adds these pages.
pub(super) fn routes(pages: Pages) -> Pages {
    const INVITE: Access = Access::Role(Action::Invite);
    pages
        .get("/user/invitation", Access::Public, accept::show)
        .post("/user/invitation", Access::Public, accept::submit)
        .get(query::PATH, INVITE, list::show)
        .post(
            query::PATH,
            INVITE,
            keeping("/organization#invite-email", invite::submit),
        )
        .post("/organization/invitations/preview", INVITE, preview::show)
        .post(
            "/organization/invitations/:invitation/resend",
            INVITE,
            change::resend,
        )
        .post(
            "/organization/invitations/:invitation/role",
            INVITE,
            change::role,
        )
        .post(
            "/organization/invitations/:invitation/revoke",
            INVITE,
            change::revoke,
        )
        .post(
            "/organization/invitations/:invitation/link",
            INVITE,
            link::show,
        )
}
