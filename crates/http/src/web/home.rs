//! The start page: it leads everybody to where he belongs.

use muster_domain::model::access::Action;
use muster_domain::model::actor::Actor;
use muster_domain::model::membership::MemberRole;
use poem::{Response, handler};

use super::browser::Browser;

/// Leads on.
#[handler]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a handler is given what it asks for"
)]
pub(super) fn show(browser: Browser) -> Response {
    browser.lead(home_of(browser.actor()))
}

/// Where a person belongs.
fn home_of(actor: &Actor) -> &'static str {
    let role = match actor {
        Actor::Person(person) => person.place.map(|place| place.role),
        Actor::Visitor | Actor::Operator => return "/user/login",
    };
    match role {
        None | Some(MemberRole::Pending) => "/waiting",
        Some(_) if actor.authorize(Action::ManagePeople).is_ok() => "/organization",
        Some(_) => "/user/account",
    }
}
