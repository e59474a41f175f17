//! The log as a table, read and sent a page at a time, so that any length fits.

use std::io;

use chrono::SecondsFormat;
use futures_util::stream::try_unfold;
use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::model::account::User;
use muster_domain::model::actor::Caller;
use muster_domain::model::audit::AuditEvent;
use muster_domain::model::cell::guarded;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::ports::{AuditEntry, AuditQuery};
use muster_domain::use_cases::AccessError;
use muster_domain::use_cases::audit::ListAuditEvents;
use poem::http::header;
use poem::web::Query;
use poem::{Body, Response, Result, handler};

use super::query::ActivityQuery;
use crate::edge::Problem;
use crate::web::browser::Browser;

/// The path of the table.
pub(super) const PATH: &str = "/organization/activity.csv";

/// Events that are read at once.
const BATCH: u32 = 500;

const COLUMNS: [&str; 12] = [
    "time",
    "actor",
    "actor_email",
    "action",
    "subject",
    "subject_email",
    "address",
    "before",
    "after",
    "method",
    "path",
    "ip",
];

/// Sends it. Whoever may not, or finds the store gone, is told so before anything is sent.
#[handler]
pub(super) async fn send(browser: Browser, Query(query): Query<ActivityQuery>) -> Result<Response> {
    let place = browser.place(Action::SeeActivity)?;
    let now = browser.now();
    let export = Export {
        muster: browser.muster.clone(),
        caller: browser.caller().clone(),
        organization: place.organization,
        // What happens from now on would move the pages.
        query: AuditQuery {
            to: Some(now),
            ..query.events()
        },
    };
    let first = export.read(1).await.map_err(Problem::from)?;
    let name = format!("activity-{}.csv", now.format("%Y-%m-%d"));
    Ok(Response::builder()
        .content_type("text/csv; charset=utf-8")
        .header(
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        )
        .header(header::CACHE_CONTROL, "no-store")
        .body(export.into_body(first)))
}

struct Export {
    muster: Muster,
    caller: Caller,
    organization: OrganizationId,
    query: AuditQuery,
}

impl Export {
    async fn read(&self, page: u32) -> Result<Page<AuditEntry>, AccessError> {
        let view = ListAuditEvents {
            organization: self.organization,
            query: AuditQuery {
                page: PageRequest { page, size: BATCH },
                ..self.query.clone()
            },
        };
        self.muster.view(&self.caller, &view).await
    }

    /// The table. If a later page cannot be read the download breaks off, so that nobody takes a part for the whole.
    fn into_body(self, first: Page<AuditEntry>) -> Body {
        let begin = (self, 1, Some(first));
        Body::from_bytes_stream(try_unfold(begin, |(export, page, read)| async move {
            let found = match read {
                Some(first) => first,
                None => export.read(page).await.map_err(io::Error::other)?,
            };
            if page > 1 && found.items.is_empty() {
                return Ok(None);
            }
            let text = table(page == 1, &found.items)?;
            Ok::<_, io::Error>(Some((text, (export, page + 1, None))))
        }))
    }
}

fn table(with_headings: bool, entries: &[AuditEntry]) -> io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    if with_headings {
        table.write_record(COLUMNS)?;
    }
    for entry in entries {
        table.write_record(cells(entry).map(|cell| guarded(&cell).into_owned()))?;
    }
    table.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn cells(entry: &AuditEntry) -> [String; 12] {
    let AuditEvent {
        at,
        happening,
        cause,
        ..
    } = &entry.event;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (actor, actor_email) = person(entry.actor.as_ref());
    let (subject, subject_email) = person(entry.subject.as_ref());
    let address = happening.address.as_ref();
    [
        at.to_rfc3339_opts(SecondsFormat::Secs, true),
        actor,
        actor_email,
        happening.action.code().to_owned(),
        subject,
        subject_email,
        address.map_or_else(String::new, |email| email.as_str().to_owned()),
        text(&happening.before),
        text(&happening.after),
        cause.method.clone(),
        cause.path.clone(),
        text(&cause.ip_address),
    ]
}

/// Name and address; of who is no member any more, "Deleted User" without an address.
fn person(person: Option<&(User, bool)>) -> (String, String) {
    match person {
        None => (String::new(), String::new()),
        Some((user, false)) => (user.display_name(), String::new()),
        Some((user, true)) => (user.display_name(), user.email.as_str().to_owned()),
    }
}
