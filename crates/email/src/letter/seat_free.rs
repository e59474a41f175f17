//! A seat is free, and people wait for one.

use muster_domain::model::text::OrganizationTitle;

use super::words::Name;

pub(super) struct SeatFree {
    organization: Name,
    waiting: u64,
    link: String,
}

impl SeatFree {
    pub(super) fn new(organization: &OrganizationTitle, waiting: u64, link: String) -> Self {
        Self {
            organization: Name::new(organization.as_str()),
            waiting,
            link,
        }
    }

    fn title(&self) -> String {
        format!("A seat is free in {}", self.organization.short(60))
    }
}

super::page!(SeatFree, "seat_free.txt", "seat_free.html");
