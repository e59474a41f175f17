//! What stands above every page of the organization: its tabs, and what is the matter with its licence.

use muster_domain::use_cases::organization::OrganizationOverview;

use super::seats::{Advice, about_license};

/// The tabs.
pub(in crate::web) struct Tabs {
    /// How many invitations are pending.
    pub(in crate::web) invitations: u64,
    pub(in crate::web) license: Option<Advice>,
}

impl Tabs {
    pub(in crate::web) fn new(overview: &OrganizationOverview) -> Self {
        Self {
            invitations: overview.pending_invitations,
            license: overview.seats.license.as_ref().and_then(about_license),
        }
    }

    /// Above a seat card, which tells of the licence itself.
    pub(super) fn above_seats(overview: &OrganizationOverview) -> Self {
        Self {
            license: None,
            ..Self::new(overview)
        }
    }
}
