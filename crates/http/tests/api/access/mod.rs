//! Who may use which route (ruling 21): every route of the server is tried, and the suite knows of each by its rule.
//!
//! - [`table`] holds the rules against the API's description, and prints who may what.
//! - [`roles`] tries every route in every role and with every kind of credential.
//! - [`credentials`] shows what is no credential, or none any more.
//! - [`origins`] asks from pages of other sites.
//! - [`elsewhere`] asks for what belongs to another organization.
//! - [`scene`] is the organization in which this happens, [`rehearsal`] the store that keeps nothing of it.

mod credentials;
mod elsewhere;
mod origins;
mod rehearsal;
mod roles;
mod scene;
mod table;

use muster_domain::model::access::permits;
use muster_domain::model::membership::MemberRole;
use muster_http::{Access, RouteRule, rules};

use crate::world::Answer;

/// The routes that are not for everybody.
fn ruled() -> impl Iterator<Item = RouteRule> {
    let rules = rules().into_iter();
    rules.filter(|rule| rule.access != Access::Public)
}

fn permitted(route: &RouteRule, role: MemberRole) -> bool {
    match route.access {
        Access::Public => true,
        Access::SignedIn => role != MemberRole::Deactivated,
        // The routes are tried on somebody else.
        Access::Role(action) | Access::OneselfOr(action) => permits(role, action),
        Access::Nobody => false,
    }
}

fn is_led_to_log_in(answer: &Answer) -> bool {
    let location = answer.headers.get("location");
    let to = location.map(|to| to.to_str().expect("text"));
    answer.status == 302 && to.is_some_and(|to| to.starts_with("/user/login"))
}
