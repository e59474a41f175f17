//! E-mail invitations: inviting, the list of them for Owner and Administrators, and the page to which their links lead.

mod accept;
mod change;
mod form;
mod invite;
mod link;
mod list;
mod query;
mod shown;

use poem::{Route, get, post};

pub(super) use form::InviteForm;

/// Adds these pages.
pub(super) fn routes(routes: Route) -> Route {
    routes
        .at("/user/invitation", get(accept::show).post(accept::submit))
        .at(
            "/organization/invitations",
            get(list::show).post(invite::submit),
        )
        .at(
            "/organization/invitations/:invitation/resend",
            post(change::resend),
        )
        .at(
            "/organization/invitations/:invitation/role",
            post(change::role),
        )
        .at(
            "/organization/invitations/:invitation/revoke",
            post(change::revoke),
        )
        .at(
            "/organization/invitations/:invitation/link",
            post(link::show),
        )
}
