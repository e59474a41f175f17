//! The seats in numbers, and every limit in force (K29).

use muster_domain::use_cases::organization::{OrganizationOverview, SeatReport};

use super::words;
use crate::web::browser::Browser;
use crate::web::organization::{counted, invite_link};

/// A number with its label, and what it counts.
pub(super) struct Number {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) counts: &'static str,
}

/// How much there may be of something, and who says so.
pub(super) struct Limit {
    pub(super) of: &'static str,
    pub(super) value: String,
    pub(super) by: &'static str,
}

pub(super) fn numbers(
    SeatReport {
        seats, headcount, ..
    }: &SeatReport,
) -> [Number; 6] {
    let number = |label, value: String, counts| Number {
        label,
        value,
        counts,
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
        number("Limit", words(seats.limit), "Seats there are."),
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

/// Every limit on how many people there can be.
pub(super) fn limits(browser: &Browser, overview: &OrganizationOverview) -> Vec<Limit> {
    let limit = |of, value, by| Limit { of, value, by };
    let none = || "No limit".to_owned();
    let link = overview.link.as_ref();
    let life = browser
        .muster
        .settings()
        .invitation_life
        .num_days()
        .unsigned_abs();
    vec![
        limit(
            "Seats",
            words(overview.seats.seats.limit),
            match overview.seats.license {
                Some(_) => "by the licence",
                None => "by the operator’s setting MUSTER_UNLICENSED_SEATS",
            },
        ),
        limit("Members without a role", none(), "they take no seat"),
        limit("Open invitations", none(), "they take no seat"),
        limit(
            "E-mail invitation",
            format!("Good for {}", counted(life, "day", "days")),
            "by the operator’s setting MUSTER_INVITATION_DAYS",
        ),
        limit(
            "Invite link",
            link.and_then(|link| invite_link::limits(link, browser))
                .unwrap_or_else(none),
            "by the organization’s settings",
        ),
    ]
}
