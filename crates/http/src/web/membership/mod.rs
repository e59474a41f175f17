//! Pages of one's own membership: waiting for a role, leaving.

mod leave;
mod waiting;

pub(super) use waiting::{Awaited, awaited};

use muster_domain::model::access::Action;

use crate::edge::{Access, Pages};

/// Adds these pages.
pub(super) fn routes(pages: Pages) -> Pages {
    const LEAVE: &str = "/user/account/organizations/:organization/leave";
    pages
        .get("/waiting", Access::SignedIn, waiting::show)
        .get(LEAVE, Access::Role(Action::Leave), leave::show)
        .post(LEAVE, Access::Role(Action::Leave), leave::submit)
}
