//! Which invitations the list shows: state and page, as they stand in the address.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::invitation::InvitationState;
use muster_domain::model::page::PageRequest;
use muster_domain::use_cases::invitation::ListInvitations;
use serde::Deserialize;

use crate::web::browser::with_query;
use crate::web::organization::PAGE_SIZE;

/// The path of the list.
pub(super) const PATH: &str = "/organization/invitations";

/// The query of the list. What makes no sense in it is passed over.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct InvitationsQuery {
    #[serde(default)]
    status: String,
    #[serde(default)]
    page: String,
}

impl InvitationsQuery {
    /// The one state to show.
    pub(super) fn state(&self) -> Option<InvitationState> {
        InvitationState::from_code(&self.status)
    }

    /// The page, from one.
    pub(super) fn page(&self) -> u32 {
        self.page.parse().ok().filter(|page| *page > 0).unwrap_or(1)
    }

    /// The same, as the domain asks.
    pub(super) fn of(&self, organization: OrganizationId) -> ListInvitations {
        ListInvitations {
            organization,
            state: self.state(),
            page: PageRequest {
                page: self.page(),
                size: PAGE_SIZE,
            },
        }
    }

    /// The same query on another page.
    pub(super) fn on_page(&self, page: u32) -> Self {
        Self {
            page: page.to_string(),
            ..self.clone()
        }
    }

    /// A path with the query in it, as far as it says anything.
    pub(super) fn at(&self, path: &str) -> String {
        let status = self.state().map_or("", InvitationState::code);
        let page = match self.page() {
            1 => String::new(),
            page => page.to_string(),
        };
        with_query(path, &[("status", status), ("page", &page)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_narrows_the_list() {
        let query = |status: &str, page: &str| {
            InvitationsQuery {
                status: status.to_owned(),
                page: page.to_owned(),
            }
            .at("/x")
        };
        assert_eq!(query("revoked", "2"), "/x?status=revoked&page=2");
        assert_eq!(query("Revoked", "-1"), "/x");
    }
}
