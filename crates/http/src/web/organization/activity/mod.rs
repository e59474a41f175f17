//! The activity log: who did what to whom, newest first, grouped by day.

mod export;
mod person;
mod query;

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::page::Page;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::AuditEntry;
use muster_domain::use_cases::audit::ListAuditEvents;
use muster_domain::use_cases::organization::ViewOverview;
use poem::http::StatusCode;
use poem::web::Query;
use poem::{Response, Result, handler};

use self::person::{Search, Several, name_of, search};
use self::query::{ActivityQuery, EventKind, PAGE_SIZE, PATH, Part};
use super::sentence::Sentence;
use super::shown::{Choice, Pager, counted};
use super::tabs::Tabs;
use crate::edge::{Access, Pages, Problem};
use crate::web::browser::{Browser, page};
use crate::web::frame::PageFrame;
use crate::web::moment::Moment;

/// Adds these pages.
pub(super) fn routes(pages: Pages) -> Pages {
    const SEES: Access = Access::Role(Action::SeeActivity);
    pages
        .get(PATH, SEES, show)
        .get(export::PATH, SEES, export::send)
}

#[derive(Template)]
#[template(path = "organization/activity.html")]
struct ActivityPage {
    frame: PageFrame,
    organization: String,
    tabs: Tabs,
    query: ActivityQuery,
    parts: Vec<Choice>,
    kinds: Vec<Choice>,
    found: Found,
}

/// What there is to show.
enum Found {
    /// People of whom one is to be chosen.
    People(Several),
    /// Events.
    Events(Log),
}

/// A page of the log.
struct Log {
    filter: Option<Filter>,
    days: Vec<Day>,
    total: u64,
    pager: Option<Pager>,
    /// Where the same is as a table.
    export: String,
}

/// What narrows the log, in words, perhaps before names.
struct Filter {
    said: String,
    by: Option<String>,
    about: Option<String>,
}

struct Day {
    title: String,
    events: Vec<Event>,
}

struct Event {
    at: Moment,
    time: String,
    sentence: Sentence,
}

/// The page. To search for somebody and find one person is to choose that person.
#[handler]
async fn show(browser: Browser, Query(query): Query<ActivityQuery>) -> Result<Response> {
    let organization = browser.place(Action::SeeActivity)?.organization;
    let found = match query.person() {
        "" => Found::Events(log(&browser, organization, &query).await?),
        wanted => match search(&browser, organization, &query, wanted).await? {
            Search::Found(only) => return Ok(browser.lead(&query.with(only).at(PATH))),
            Search::Several(several) => Found::People(several),
        },
    };
    let overview = browser.view(&ViewOverview { organization }).await?;
    let shown = ActivityPage {
        frame: browser.frame().await?,
        organization: overview.organization.title.as_str().to_owned(),
        tabs: Tabs::new(&overview),
        parts: parts(query.part()),
        kinds: kinds(query.kind()),
        query,
        found,
    };
    page(StatusCode::OK, &shown)
}

async fn log(
    browser: &Browser,
    organization: OrganizationId,
    query: &ActivityQuery,
) -> Result<Log, Problem> {
    let view = ListAuditEvents {
        organization,
        query: query.events(),
    };
    let found = browser.view(&view).await?;
    let name = async |person| match person {
        Some(person) => name_of(browser, organization, person).await.map(Some),
        None => Ok(None),
    };
    let filter = match (query.actor(), query.subject(), query.kind()) {
        (None, None, None) => None,
        (actor, subject, kind) => Some(Filter {
            said: filter(found.total, kind),
            by: name(actor).await?,
            about: name(subject).await?,
        }),
    };
    let to = |page: u32| browser.href(&query.on_page(page).at(PATH));
    Ok(Log {
        filter,
        days: days(&found, browser.now()),
        total: found.total,
        pager: Pager::new(query.page(), PAGE_SIZE, found.items.len(), found.total, to),
        export: browser.href(&query.on_page(1).at(export::PATH)),
    })
}

fn filter(events: u64, kind: Option<EventKind>) -> String {
    let events = counted(events, "event", "events");
    match kind {
        Some(kind) => format!("{events} of the kind “{}”", kind.label()),
        None => events,
    }
}

fn parts(chosen: Part) -> Vec<Choice> {
    let choice = |part: Part| Choice {
        code: part.code(),
        label: part.label(),
        chosen: part == chosen,
    };
    Part::ALL.map(choice).into()
}

fn kinds(chosen: Option<EventKind>) -> Vec<Choice> {
    let choice = |kind: EventKind| Choice {
        code: kind.code(),
        label: kind.label(),
        chosen: chosen == Some(kind),
    };
    EventKind::ALL.map(choice).into()
}

/// The events as they come, those of one day together.
fn days(found: &Page<AuditEntry>, now: Timestamp) -> Vec<Day> {
    let date = |entry: &AuditEntry| entry.event.at.date_naive();
    let same_day = found.items.chunk_by(|one, next| date(one) == date(next));
    let day = |entries: &[AuditEntry]| Day {
        title: entries
            .first()
            .map_or_else(String::new, |first| title(first.event.at, now)),
        events: entries.iter().map(|entry| event(entry, now)).collect(),
    };
    same_day.map(day).collect()
}

fn title(at: Timestamp, now: Timestamp) -> String {
    match (now.date_naive() - at.date_naive()).num_days() {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ => Moment::new(at, now).date,
    }
}

fn event(entry: &AuditEntry, now: Timestamp) -> Event {
    Event {
        at: Moment::new(entry.event.at, now),
        time: entry.event.at.format("%H:%M").to_string(),
        sentence: Sentence::new(entry),
    }
}
