//! The list of people, with seats and invite link.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::page::Page;
use muster_domain::model::seats::Seats;
use muster_domain::ports::MemberEntry;
use muster_domain::use_cases::membership::ListMembers;
use muster_domain::use_cases::organization::ViewOverview;
use poem::http::StatusCode;
use poem::{Response, Result, handler};

use super::invite_link::InviteSection;
use super::query::{Column, PAGE_SIZE, PAGE_SIZES, PeopleQuery, Status};
use super::seats::SeatCard;
use super::shown::{
    Choice, Filter, Heading, OrderChoice, Pager, PersonRow, RefusedChange, WaitingNotice, counted,
    in_force, orders, role_filters, status_filters, summary,
};
use super::tabs::Tabs;
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
    statuses: Vec<Choice>,
    orders: Vec<OrderChoice>,
    /// The length of the pages, which a search keeps.
    kept: Option<u32>,
    /// How many were found.
    found: String,
    filters: Vec<Filter>,
    everybody: String,
    headings: Headings,
    people: Vec<PersonRow>,
    pager: Option<Pager>,
    sizes: Vec<PageSize>,
    bulk: BulkForm,
    invite: InviteSection,
    form: InviteForm,
    tabs: Tabs,
    /// The same as the link to their list says it.
    open: String,
    /// What a reset of the link leaves good.
    stays: String,
}

/// The headings by which the list can be sorted.
struct Headings {
    person: Heading,
    role: Heading,
    last_active: Heading,
    joined: Heading,
}

/// Another number of people on a page.
struct PageSize {
    size: u32,
    link: String,
    chosen: bool,
}

/// The form that changes everybody who is ticked.
struct BulkForm {
    action: String,
    choices: Vec<Choice>,
}

/// The page.
#[handler]
pub(super) async fn show(browser: Browser, query: PeopleQuery) -> Result<Response> {
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
    let (report, invitations) = (&overview.seats, overview.pending_invitations);
    let to = |query: &PeopleQuery| browser.href(&query.at("/organization"));
    let form = InviteForm::new(browser, &overview.organization, report.seats).with_draft(browser);
    let shown = PeoplePage {
        frame: browser.frame().await?,
        errors,
        organization_id: organization,
        organization: overview.organization.title.as_str().to_owned(),
        summary: summary(report.headcount),
        seats: SeatCard::new(report),
        waiting: WaitingNotice::new(report.headcount, report.seats, query.status, |status| {
            to(&PeopleQuery::of_status(status))
        }),
        search: query.search.clone(),
        roles: role_filters(query.role),
        statuses: status_filters(query.status),
        orders: orders(query),
        kept: (query.size != PAGE_SIZE).then_some(query.size),
        found: counted(people.total, "person", "people"),
        filters: in_force(query, to),
        everybody: to(&query.of_everybody()),
        headings: Headings {
            person: Heading::new("Person", Column::Person, query, to),
            role: Heading::new("Role", Column::Role, query, to),
            last_active: Heading::new("Last active", Column::LastActive, query, to),
            joined: Heading::new("Joined", Column::Joined, query, to),
        },
        sizes: sizes(query, people.total, to),
        pager: pager(browser, query, &people),
        people: rows(browser, query, me, report.seats, &people.items, refused),
        bulk: BulkForm {
            action: browser.href(&query.at("/organization/people/bulk")),
            choices: given(),
        },
        invite: InviteSection::new(browser, &overview),
        form,
        tabs: Tabs::above_seats(&overview),
        open: open(invitations),
        stays: stays(invitations),
    };
    page(status, &shown)
}

/// The page after a form about somebody whom another administrator deleted meanwhile, or who left.
pub(super) async fn list_without_them(browser: &Browser, query: &PeopleQuery) -> Result<Response> {
    let gone = "This person is no member of the organization any more. Nothing was changed.";
    let errors = FormErrors::whole(gone);
    list(browser, query, StatusCode::NOT_FOUND, errors, None).await
}

/// The list as the domain is asked for it.
pub(super) fn members(organization: OrganizationId, query: &PeopleQuery) -> ListMembers {
    ListMembers {
        organization,
        query: query.members(),
    }
}

fn rows(
    browser: &Browser,
    query: &PeopleQuery,
    me: UserId,
    seats: Seats,
    entries: &[MemberEntry],
    refused: Option<&RefusedChange>,
) -> Vec<PersonRow> {
    let now = browser.now();
    let row = |entry: &MemberEntry| {
        PersonRow::new(entry, me, now, seats, refused, |form| {
            let path = format!("/organization/people/{}{form}", entry.member.user.id);
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

/// What several people can be given at once. To deactivate them is another button.
fn given() -> Vec<Choice> {
    let mut choices = role_filters(Some(MemberRole::Annotator));
    choices.retain(|choice| choice.code != MemberRole::Owner.code());
    choices
}

/// The lengths of pages, where there is more than the shortest holds.
fn sizes(query: &PeopleQuery, total: u64, to: impl Fn(&PeopleQuery) -> String) -> Vec<PageSize> {
    let size = |size| PageSize {
        size,
        link: to(&query.of_size(size)),
        chosen: size == query.size,
    };
    if total > u64::from(PAGE_SIZE) {
        PAGE_SIZES.map(size).into()
    } else {
        Vec::new()
    }
}

fn pager(browser: &Browser, query: &PeopleQuery, people: &Page<MemberEntry>) -> Option<Pager> {
    let to = |page: u32| browser.href(&query.on_page(page).at("/organization"));
    Pager::new(query.page, query.size, people.items.len(), people.total, to)
}
