//! How many seats there are, who takes them, and who does not.

use askama::Template;
use muster_domain::model::access::Action;
use muster_domain::model::seats::SeatLimit;
use muster_domain::use_cases::organization::{SeatReport, ViewOverview};
use poem::http::StatusCode;
use poem::{Response, Result, handler};

use super::shown::SeatCard;
use crate::web::browser::{Browser, page};
use crate::web::frame::PageFrame;

#[derive(Template)]
#[template(path = "organization/usage.html")]
struct UsagePage {
    frame: PageFrame,
    organization: String,
    /// How many invitations are pending.
    invitations: u64,
    seats: SeatCard,
    numbers: [Number; 6],
}

/// A number with its label, and what it counts.
struct Number {
    label: &'static str,
    value: String,
    counts: &'static str,
}

/// The page.
#[handler]
pub(super) async fn show(browser: Browser) -> Result<Response> {
    let organization = browser.place(Action::SeeSeats)?.organization;
    let overview = browser.view(&ViewOverview { organization }).await?;
    let shown = UsagePage {
        frame: browser.frame().await?,
        organization: overview.organization.title.as_str().to_owned(),
        invitations: overview.pending_invitations,
        seats: SeatCard::new(overview.seats.seats),
        numbers: numbers(&overview.seats),
    };
    page(StatusCode::OK, &shown)
}

fn numbers(
    SeatReport {
        seats, headcount, ..
    }: &SeatReport,
) -> [Number; 6] {
    let number = |label, value: String, counts| Number {
        label,
        value,
        counts,
    };
    let limit = match seats.limit {
        SeatLimit::Limited(limit) => limit.to_string(),
        SeatLimit::Unlimited => "No limit".to_owned(),
    };
    let free = seats.free().map(|free| free.to_string());
    [
        number(
            "Used",
            seats.used.to_string(),
            "Members with a role, the Owner included.",
        ),
        number(
            "Free",
            free.unwrap_or_else(|| "No limit".to_owned()),
            "How many more people can be given a role.",
        ),
        number("Limit", limit, "Seats there are."),
        number(
            "Pending",
            headcount.pending.to_string(),
            "Members without a role. They take no seat.",
        ),
        number(
            "Waiting",
            headcount.waiting.to_string(),
            "Those of the pending who were promised a role when no seat was free.",
        ),
        number(
            "Deactivated",
            headcount.deactivated.to_string(),
            "Members without access. They take no seat.",
        ),
    ]
}
