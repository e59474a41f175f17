//! The licence ends, or ended.

use muster_domain::model::text::OrganizationTitle;
use muster_domain::model::time::{Day, Timestamp};

use super::words::{Name, date, moment};

pub(super) struct LicenseEnds {
    organization: Name,
    last: String,
    growth_ends: String,
    link: String,
}

impl LicenseEnds {
    pub(super) fn new(
        organization: &OrganizationTitle,
        last: Day,
        growth_ends: Timestamp,
        link: String,
    ) -> Self {
        Self {
            organization: Name::new(organization.as_str()),
            last: date(last),
            growth_ends: moment(growth_ends),
            link,
        }
    }

    fn title(&self) -> String {
        format!(
            "The licence of {} is good until {}",
            self.organization.short(60),
            self.last
        )
    }
}

super::page!(LicenseEnds, "license_ends.txt", "license_ends.html");
