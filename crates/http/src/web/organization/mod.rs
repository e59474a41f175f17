//! The Organization page, for Owner and Administrators: people, roles, seats, inviting.

mod invite_link;
mod people;
mod query;
mod remove;
mod role;
mod sent;
mod shown;

use poem::{Route, get, post};

pub(super) use query::PAGE_SIZE;
pub(super) use sent::ShownOrganization;
pub(super) use shown::{Choice, Pager, counted};

/// Adds these pages.
pub(super) fn routes(routes: Route) -> Route {
    routes
        .at("/organization", get(people::show))
        .at("/people", get(people::show))
        .at("/organization/people/:user/role", post(role::submit))
        .at(
            "/organization/people/:user/remove",
            get(remove::show).post(remove::submit),
        )
        .at("/organization/invite-link/reset", post(invite_link::reset))
}
