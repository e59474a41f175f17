//! You were made a member, and choose a password.

use muster_domain::model::text::OrganizationTitle;
use muster_domain::model::time::Timestamp;

use super::words::{Name, moment};

pub(super) struct Added {
    organization: Name,
    host: String,
    until: String,
    link: String,
}

impl Added {
    pub(super) fn new(
        organization: &OrganizationTitle,
        host: &str,
        expires_at: Timestamp,
        link: String,
    ) -> Self {
        Self {
            organization: Name::new(organization.as_str()),
            host: host.to_owned(),
            until: moment(expires_at),
            link,
        }
    }

    fn title(&self) -> String {
        format!("You are a member of {}", self.organization.short(60))
    }
}

super::page!(Added, "added.txt", "added.html");
