//! The list of an organization's invitations.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::invitation::InvitationState;
use muster_domain::model::page::Page;
use muster_domain::ports::InvitationEntry;
use muster_domain::use_cases::organization::ViewOverview;
use poem::http::StatusCode;
use poem::web::Query;
use poem::{Response, Result, handler};

use super::query::{InvitationsQuery, PATH};
use super::shown::InvitationRow;
use crate::web::browser::{Browser, page};
use crate::web::errors::FormErrors;
use crate::web::frame::PageFrame;
use crate::web::organization::{Choice, PAGE_SIZE, Pager, Tabs, counted};

#[derive(Template)]
#[template(path = "invitation/list.html")]
struct InvitationsPage {
    frame: PageFrame,
    errors: FormErrors,
    organization_id: OrganizationId,
    organization: String,
    summary: String,
    tabs: Tabs,
    states: Vec<Choice>,
    /// What narrows the list, in words.
    filter: Option<String>,
    rows: Vec<InvitationRow>,
    total: u64,
    pager: Option<Pager>,
}

/// The page.
#[handler]
pub(super) async fn show(
    browser: Browser,
    Query(query): Query<InvitationsQuery>,
) -> Result<Response> {
    list(&browser, &query, StatusCode::OK, FormErrors::default()).await
}

/// The page, with what was refused.
pub(super) async fn list(
    browser: &Browser,
    query: &InvitationsQuery,
    status: StatusCode,
    errors: FormErrors,
) -> Result<Response> {
    let organization = browser.place(Action::Invite)?.organization;
    let overview = browser.view(&ViewOverview { organization }).await?;
    let pending = overview.pending_invitations;
    let found = browser.view(&query.of(organization)).await?;
    let shown = InvitationsPage {
        frame: browser.frame().await?,
        errors,
        organization_id: organization,
        organization: overview.organization.title.as_str().to_owned(),
        summary: match pending {
            0 => "Nobody is invited at present".to_owned(),
            more => format!(
                "{} invited who did not join yet",
                counted(more, "person is", "people are")
            ),
        },
        tabs: Tabs::new(&overview),
        states: states(query.state()),
        filter: query.state().map(|state| {
            format!(
                "{} {}",
                counted(found.total, "invitation", "invitations"),
                state.code()
            )
        }),
        rows: rows(browser, query, &found.items),
        total: found.total,
        pager: pager(browser, query, &found),
    };
    page(status, &shown)
}

fn states(chosen: Option<InvitationState>) -> Vec<Choice> {
    InvitationState::ALL
        .into_iter()
        .map(|state| Choice {
            code: state.code(),
            label: label(state),
            chosen: chosen == Some(state),
        })
        .collect()
}

fn label(state: InvitationState) -> &'static str {
    match state {
        InvitationState::Pending => "Pending",
        InvitationState::Accepted => "Accepted",
        InvitationState::Expired => "Expired",
        InvitationState::Revoked => "Revoked",
        InvitationState::Replaced => "Replaced",
    }
}

fn rows(
    browser: &Browser,
    query: &InvitationsQuery,
    found: &[InvitationEntry],
) -> Vec<InvitationRow> {
    let now = browser.now();
    let row = |entry: &InvitationEntry| {
        InvitationRow::new(entry, now, |form| {
            let path = format!("{PATH}/{}/{form}", entry.invitation.id);
            browser.href(&query.at(&path))
        })
    };
    found.iter().map(row).collect()
}

fn pager(
    browser: &Browser,
    query: &InvitationsQuery,
    found: &Page<InvitationEntry>,
) -> Option<Pager> {
    let to = |page: u32| browser.href(&query.on_page(page).at(PATH));
    Pager::new(query.page(), PAGE_SIZE, found.items.len(), found.total, to)
}
