//! The Organization page, for Owner and Administrators: people, roles, seats, inviting.

mod activity;
mod bulk;
mod invite_link;
mod people;
mod person;
mod query;
mod remove;
mod role;
mod seats;
mod sent;
mod sentence;
mod settings;
mod shown;
mod tabs;
mod usage;

use muster_domain::model::access::Action;

use crate::edge::{Access, Pages};

pub(super) use query::PAGE_SIZE;
pub(super) use sent::ShownOrganization;
pub(super) use shown::{Choice, Pager, counted};
pub(super) use tabs::Tabs;

/// Adds these pages.
pub(super) fn routes(pages: Pages) -> Pages {
    const PEOPLE: Access = Access::Role(Action::ManagePeople);
    const LINK: Access = Access::Role(Action::ManageInviteLink);
    usage::routes(settings::routes(activity::routes(pages)))
        .get("/organization", PEOPLE, people::show)
        .get("/people", PEOPLE, people::show)
        .post("/organization/people/bulk", PEOPLE, bulk::submit)
        .get("/organization/people/:user", PEOPLE, person::show)
        .post("/organization/people/:user/role", PEOPLE, role::submit)
        .get("/organization/people/:user/remove", PEOPLE, remove::show)
        .post("/organization/people/:user/remove", PEOPLE, remove::submit)
        .post("/organization/invite-link/reset", LINK, invite_link::reset)
}
