//! Who did what is shown, or whom it was done to: found by name or address, or known by id.

use muster_domain::model::access::Denied;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::page::PageRequest;
use muster_domain::model::text::searchable;
use muster_domain::ports::{MemberEntry, MemberQuery};
use muster_domain::use_cases::AccessError;
use muster_domain::use_cases::membership::{ListMembers, ViewMember};

use super::query::{ActivityQuery, PATH};
use crate::edge::Problem;
use crate::web::browser::Browser;
use crate::web::organization::counted;

/// How many people are offered.
const OFFERED: u32 = 20;

/// What a search for a person comes to.
pub(super) enum Search {
    /// One person.
    Found(UserId),
    /// Several, of whom one is to be chosen; or nobody.
    Several(Several),
}

/// People to choose from.
pub(super) struct Several {
    pub(super) said: String,
    pub(super) people: Vec<Person>,
    /// Whether there are more than are offered.
    pub(super) more: bool,
}

/// Somebody to choose.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) address: String,
}

/// Looks for members by name or address.
pub(super) async fn search(
    browser: &Browser,
    organization: OrganizationId,
    query: &ActivityQuery,
    wanted: &str,
) -> Result<Search, Problem> {
    let first = PageRequest {
        page: 1,
        size: OFFERED,
    };
    let members = ListMembers {
        organization,
        query: MemberQuery {
            search: Some(searchable(wanted)),
            ..MemberQuery::all(first)
        },
    };
    let found = browser.view(&members).await?;
    if let [only] = found.items.as_slice() {
        return Ok(Search::Found(only.member.user.id));
    }
    let person = |entry: &MemberEntry| {
        let user = &entry.member.user;
        Person {
            name: user.display_name(),
            email: user.email.as_str().to_owned(),
            address: browser.href(&query.with(user.id).at(PATH)),
        }
    };
    Ok(Search::Several(Several {
        said: counted(found.total, "person", "people"),
        people: found.items.iter().map(person).collect(),
        more: found.total > u64::from(OFFERED),
    }))
}

/// The name of a member; the log itself does not name others either.
pub(super) async fn name_of(
    browser: &Browser,
    organization: OrganizationId,
    user: UserId,
) -> Result<String, Problem> {
    let view = ViewMember { organization, user };
    match browser.muster.view(browser.caller(), &view).await {
        Ok(found) => Ok(found.member.user.display_name()),
        Err(AccessError::Denied(Denied::NotFound)) => Ok("Deleted User".to_owned()),
        Err(error) => Err(error.into()),
    }
}
