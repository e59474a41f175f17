//! The list of people, with seats and invite link.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::{Member, MemberRole};
use muster_domain::model::page::Page;
use muster_domain::use_cases::View;
use muster_domain::use_cases::membership::ListMembers;
use muster_domain::use_cases::organization::{ViewOrganization, ViewSeats};
use poem::http::StatusCode;
use poem::web::Query;
use poem::{Response, Result, handler};

use super::invite_link::{self, InviteSection};
use super::query::{PAGE_SIZE, PeopleQuery};
use super::shown::{
    Choice, Pager, PersonRow, RefusedChange, SeatCard, Status, WaitingNotice, counted, filters,
    summary,
};
use crate::edge::Problem;
use crate::web::browser::{Browser, page};
use crate::web::errors::FormErrors;
use crate::web::frame::PageFrame;

#[derive(Template)]
#[template(path = "organization/people.html")]
struct PeoplePage {
    frame: PageFrame,
    errors: FormErrors,
    organization_id: OrganizationId,
    organization: String,
    summary: String,
    seats: SeatCard,
    waiting: Option<WaitingNotice>,
    search: String,
    roles: Vec<Choice>,
    filter: Option<String>,
    people: Vec<PersonRow>,
    pager: Option<Pager>,
    invite: InviteSection,
}

/// The page.
#[handler]
pub(super) async fn show(browser: Browser, Query(query): Query<PeopleQuery>) -> Result<Response> {
    list(
        &browser,
        &query,
        StatusCode::OK,
        FormErrors::default(),
        None,
    )
    .await
}

/// The page, with a change that was refused.
pub(super) async fn list(
    browser: &Browser,
    query: &PeopleQuery,
    status: StatusCode,
    errors: FormErrors,
    refused: Option<&RefusedChange>,
) -> Result<Response> {
    let me = browser.person()?;
    let organization = browser.place(Action::ManagePeople)?.organization;
    let details = read(browser, &ViewOrganization { organization }).await?;
    let report = read(browser, &ViewSeats { organization }).await?;
    let people = read(browser, &members(organization, query)).await?;
    let pending = PeopleQuery::of_role(MemberRole::Pending).at("/organization");
    let shown_pending = query.role() == Some(MemberRole::Pending);
    let shown = PeoplePage {
        frame: browser.frame().await?,
        errors,
        organization_id: organization,
        organization: details.organization.title.as_str().to_owned(),
        summary: summary(report.headcount),
        seats: SeatCard::new(report.seats),
        waiting: WaitingNotice::new(report.headcount, browser.href(&pending), shown_pending),
        search: query.search().to_owned(),
        roles: filters(query.role()),
        filter: query.narrows().then(|| filter(query, people.total)),
        pager: pager(browser, query, &people),
        people: rows(browser, query, me, &people.items, refused),
        invite: invite_link::section(browser, &details.organization).await?,
    };
    page(status, &shown)
}

fn members(organization: OrganizationId, query: &PeopleQuery) -> ListMembers {
    ListMembers {
        organization,
        query: query.members(),
    }
}

async fn read<V: View>(browser: &Browser, view: &V) -> Result<V::Output, Problem> {
    let read = browser.muster.view(browser.caller(), view).await;
    read.map_err(Problem::from)
}

fn rows(
    browser: &Browser,
    query: &PeopleQuery,
    me: UserId,
    members: &[Member],
    refused: Option<&RefusedChange>,
) -> Vec<PersonRow> {
    let now = browser.now();
    let row = |member: &Member| {
        PersonRow::new(member, me, now, refused, |form| {
            let path = format!("/organization/people/{}/{form}", member.user.id);
            browser.href(&query.at(&path))
        })
    };
    members.iter().map(row).collect()
}

/// The filter in force, in words.
fn filter(query: &PeopleQuery, found: u64) -> String {
    let found = counted(found, "person", "people");
    match (query.search(), query.role()) {
        ("", Some(role)) => format!("{found} with the role {}", role.label()),
        (search, None) => format!("{found} for “{search}”"),
        (search, Some(role)) => format!("{found} with the role {} for “{search}”", role.label()),
    }
}

fn pager(browser: &Browser, query: &PeopleQuery, people: &Page<Member>) -> Option<Pager> {
    let first = query.members().page.offset() + 1;
    let last = first + u64::try_from(people.items.len()).unwrap_or_default() - 1;
    let to = |page: u32| browser.href(&query.on_page(page).at("/organization"));
    let page = query.page();
    (people.total > u64::from(PAGE_SIZE)).then(|| Pager {
        range: match people.items.as_slice() {
            [] => format!("{} in all", people.total),
            _ => format!("{first} to {last} of {}", people.total),
        },
        previous: (page > 1).then(|| to(page - 1)),
        next: (last < people.total).then(|| to(page + 1)),
    })
}
