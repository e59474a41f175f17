//! The list of people, with seats and invite link.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::page::Page;
use muster_domain::ports::MemberEntry;
use muster_domain::use_cases::membership::ListMembers;
use muster_domain::use_cases::organization::ViewOverview;
use poem::http::StatusCode;
use poem::web::Query;
use poem::{Response, Result, handler};

use super::invite_link::InviteSection;
use super::query::{PAGE_SIZE, PeopleQuery};
use super::shown::{
    Choice, Pager, PersonRow, RefusedChange, SeatCard, Status, WaitingNotice, counted, filters,
    summary,
};
use crate::web::browser::{Browser, page};
use crate::web::errors::FormErrors;
use crate::web::frame::PageFrame;
use crate::web::invitation::InviteForm;

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
    form: InviteForm,
    /// How many invitations are pending.
    invitations: u64,
    /// The same as the link to their list says it.
    open: String,
    /// What a reset of the link leaves good.
    stays: String,
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
    let overview = browser.view(&ViewOverview { organization }).await?;
    let people = browser.view(&members(organization, query)).await?;
    let (report, invitations) = (overview.seats, overview.pending_invitations);
    let pending = PeopleQuery::of_role(MemberRole::Pending).at("/organization");
    let shown_pending = query.role() == Some(MemberRole::Pending);
    let shown = PeoplePage {
        frame: browser.frame().await?,
        errors,
        organization_id: organization,
        organization: overview.organization.title.as_str().to_owned(),
        summary: summary(report.headcount),
        seats: SeatCard::new(report.seats),
        waiting: WaitingNotice::new(report.headcount, browser.href(&pending), shown_pending),
        search: query.search().to_owned(),
        roles: filters(query.role()),
        filter: query.narrows().then(|| filter(query, people.total)),
        pager: pager(browser, query, &people),
        people: rows(browser, query, me, &people.items, refused),
        invite: InviteSection::new(browser, &overview),
        form: InviteForm::new(browser, &overview.organization, report.seats),
        invitations,
        open: open(invitations),
        stays: stays(invitations),
    };
    page(status, &shown)
}

fn members(organization: OrganizationId, query: &PeopleQuery) -> ListMembers {
    ListMembers {
        organization,
        query: query.members(),
    }
}

fn rows(
    browser: &Browser,
    query: &PeopleQuery,
    me: UserId,
    entries: &[MemberEntry],
    refused: Option<&RefusedChange>,
) -> Vec<PersonRow> {
    let now = browser.now();
    let row = |entry: &MemberEntry| {
        PersonRow::new(entry, me, now, refused, |form| {
            let path = format!("/organization/people/{}/{form}", entry.member.user.id);
            browser.href(&query.at(&path))
        })
    };
    entries.iter().map(row).collect()
}

fn open(invitations: u64) -> String {
    match invitations {
        0 => "No invitation is open".to_owned(),
        more => counted(more, "open invitation", "open invitations"),
    }
}

fn stays(invitations: u64) -> String {
    match invitations {
        0 => String::new(),
        1 => "1 mailed invitation stays good.".to_owned(),
        more => format!("{more} mailed invitations stay good."),
    }
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

fn pager(browser: &Browser, query: &PeopleQuery, people: &Page<MemberEntry>) -> Option<Pager> {
    let to = |page: u32| browser.href(&query.on_page(page).at("/organization"));
    Pager::new(
        query.page(),
        PAGE_SIZE,
        people.items.len(),
        people.total,
        to,
    )
}
