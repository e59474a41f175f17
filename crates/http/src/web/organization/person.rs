//! The page of one person: who this is, how they came, what happened to them, and what can be done.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::{InviteLinkId, OrganizationId, UserId};
use muster_domain::model::membership::{Invited, JoinedBy, Member, MemberRole, Standing};
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::ports::{AuditEntry, AuditQuery, MemberEntry};
use muster_domain::use_cases::audit::ListAuditEvents;
use muster_domain::use_cases::membership::ViewMember;
use muster_domain::use_cases::organization::{ShownInviteLink, ViewOverview};
use poem::http::StatusCode;
use poem::web::Path;
use poem::{FromRequest, Request, RequestBody, Response, Result, handler};

use super::query::{PeopleQuery, Status};
use super::sentence::Sentence;
use super::shown::{Pager, PersonRow, RefusedChange};
use super::tabs::Tabs;
use crate::web::browser::{Browser, page};
use crate::web::errors::FormErrors;
use crate::web::frame::PageFrame;
use crate::web::moment::Moment;

/// Events on one page of a history.
const EVENTS: u32 = 20;

#[derive(Template)]
#[template(path = "organization/person_page.html")]
struct PersonPage {
    frame: PageFrame,
    errors: FormErrors,
    organization_id: OrganizationId,
    person: PersonRow,
    origin: Origin,
    /// What takes a deactivation back, in words.
    reactivate: Option<String>,
    back: String,
    history: Vec<Told>,
    pager: Option<Pager>,
    tabs: Tabs,
}

/// By which way a person came (K19).
enum Origin {
    Founding,
    PresentLink { made: Moment },
    FormerLink(InviteLinkId),
    Invitation { at: Moment, by: Option<String> },
    UnknownInvitation,
    Direct,
}

/// An event of the history.
struct Told {
    at: Moment,
    sentence: Sentence,
}

/// Which page of the history is asked for, from one. What makes no sense is passed over.
pub(super) struct HistoryPage(u32);

impl<'a> FromRequest<'a> for HistoryPage {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        let query = request.uri().query().unwrap_or_default();
        let said: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let asked = said.iter().rfind(|(name, _)| name == "history");
        let page = asked.and_then(|(_, page)| page.parse().ok());
        Ok(Self(page.filter(|page| *page > 0).unwrap_or(1)))
    }
}

/// The page.
#[handler]
pub(super) async fn show(
    browser: Browser,
    Path(user): Path<i64>,
    query: PeopleQuery,
    history: HistoryPage,
) -> Result<Response> {
    let user = UserId::new(user);
    let (status, errors) = (StatusCode::OK, FormErrors::default());
    person(&browser, user, &query, &history, status, errors, None).await
}

/// The page, with a change that was refused.
pub(super) async fn refused(
    browser: &Browser,
    query: &PeopleQuery,
    status: StatusCode,
    errors: FormErrors,
    refused: &RefusedChange,
) -> Result<Response> {
    let history = HistoryPage(1);
    person(
        browser,
        refused.user,
        query,
        &history,
        status,
        errors,
        Some(refused),
    )
    .await
}

/// Where the page of this person is, from a list.
pub(super) fn path(user: UserId) -> String {
    format!("/organization/people/{user}")
}

async fn person(
    browser: &Browser,
    user: UserId,
    query: &PeopleQuery,
    history: &HistoryPage,
    status: StatusCode,
    errors: FormErrors,
    refused: Option<&RefusedChange>,
) -> Result<Response> {
    let me = browser.person()?;
    let organization = browser.place(Action::ManagePeople)?.organization;
    let found = browser.view(&ViewMember { organization, user }).await?;
    let overview = browser.view(&ViewOverview { organization }).await?;
    let events = browser.view(&events(organization, user, history)).await?;
    let now = browser.now();
    let shown = PersonPage {
        frame: browser.frame().await?,
        errors,
        organization_id: organization,
        origin: origin(browser, &found, overview.link.as_ref()),
        reactivate: reactivate(&found.member),
        person: PersonRow::new(&found, me, now, overview.seats.seats, refused, |form| {
            browser.href(&query.at(&format!("{}{form}", path(user))))
        }),
        back: browser.href(&query.at("/organization")),
        pager: pager(browser, user, query, history, &events),
        history: events
            .items
            .iter()
            .map(|event| told(event, browser))
            .collect(),
        tabs: Tabs::new(&overview),
    };
    page(status, &shown)
}

fn events(organization: OrganizationId, user: UserId, history: &HistoryPage) -> ListAuditEvents {
    let page = PageRequest {
        page: history.0,
        size: EVENTS,
    };
    ListAuditEvents {
        organization,
        query: AuditQuery {
            subject: Some(user),
            ..AuditQuery::all(page)
        },
    }
}

fn told(entry: &AuditEntry, browser: &Browser) -> Told {
    Told {
        at: Moment::new(entry.event.at, browser.now()),
        sentence: Sentence::new(entry),
    }
}

fn origin(browser: &Browser, entry: &MemberEntry, present: Option<&ShownInviteLink>) -> Origin {
    let moment = |at| Moment::new(at, browser.now());
    match (entry.member.membership.joined_by, entry.member.invited) {
        (JoinedBy::Founding, _) => Origin::Founding,
        (JoinedBy::Direct, _) => Origin::Direct,
        (JoinedBy::InviteLink(id), _) => match present {
            Some(link) if link.id == id => Origin::PresentLink {
                made: moment(link.created_at),
            },
            _ => Origin::FormerLink(id),
        },
        (JoinedBy::Invitation(_), Some(Invited { at, .. })) => Origin::Invitation {
            at: moment(at),
            by: entry.inviter.as_ref().map(|(by, _)| by.display_name()),
        },
        (JoinedBy::Invitation(_), None) => Origin::UnknownInvitation,
    }
}

fn reactivate(member: &Member) -> Option<String> {
    match member.membership.standing {
        Standing::Deactivated { before: Some(role) } => {
            Some(format!("Reactivate as {}", MemberRole::from(role).label()))
        }
        Standing::Deactivated { before: None } => Some("Reactivate without a role".to_owned()),
        Standing::Active(_) | Standing::Pending { .. } => None,
    }
}

fn pager(
    browser: &Browser,
    user: UserId,
    query: &PeopleQuery,
    history: &HistoryPage,
    events: &Page<AuditEntry>,
) -> Option<Pager> {
    let here = query.at(&path(user));
    let and = if here.contains('?') { '&' } else { '?' };
    let to = |page: u32| match page {
        1 => browser.href(&here),
        page => browser.href(&format!("{here}{and}history={page}")),
    };
    Pager::new(history.0, EVENTS, events.items.len(), events.total, to)
}
