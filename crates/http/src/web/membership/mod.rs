//! Pages of one's own membership: waiting for a role, leaving.

mod leave;
mod waiting;

use poem::{Route, get};

/// Adds these pages.
pub(super) fn routes(routes: Route) -> Route {
    routes.at("/waiting", get(waiting::show)).at(
        "/user/account/organizations/:organization/leave",
        get(leave::show).post(leave::submit),
    )
}
