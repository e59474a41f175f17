//! Which people the list shows: search, role and page, as they stand in the address.

use muster_domain::model::membership::MemberRole;
use muster_domain::model::page::PageRequest;
use muster_domain::model::text::searchable;
use muster_domain::ports::MemberQuery;
use serde::Deserialize;

use crate::web::browser::with_query;

/// People, or invitations, on one page.
pub(in crate::web) const PAGE_SIZE: u32 = 30;

/// The query of the people list. What makes no sense in it is passed over.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct PeopleQuery {
    #[serde(default)]
    search: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    page: String,
}

impl PeopleQuery {
    /// What is searched for.
    pub(super) fn search(&self) -> &str {
        self.search.trim()
    }

    /// The one role to show.
    pub(super) fn role(&self) -> Option<MemberRole> {
        MemberRole::from_code(&self.role)
    }

    /// The page, from one.
    pub(super) fn page(&self) -> u32 {
        self.page.parse().ok().filter(|page| *page > 0).unwrap_or(1)
    }

    /// Whether anything narrows the list.
    pub(super) fn narrows(&self) -> bool {
        !self.search().is_empty() || self.role().is_some()
    }

    /// The same, as the domain asks.
    pub(super) fn members(&self) -> MemberQuery {
        let page = PageRequest {
            page: self.page(),
            size: PAGE_SIZE,
        };
        MemberQuery {
            search: (!self.search().is_empty()).then(|| searchable(self.search())),
            roles: self.role().into_iter().collect(),
            ..MemberQuery::all(page)
        }
    }

    /// The same query on another page.
    pub(super) fn on_page(&self, page: u32) -> Self {
        Self {
            page: page.to_string(),
            ..self.clone()
        }
    }

    /// Everybody of one role.
    pub(super) fn of_role(role: MemberRole) -> Self {
        Self {
            role: role.code().to_owned(),
            ..Self::default()
        }
    }

    /// A path with the query in it, as far as it says anything.
    pub(super) fn at(&self, path: &str) -> String {
        let role = self.role().map_or("", MemberRole::code);
        let page = match self.page() {
            1 => String::new(),
            page => page.to_string(),
        };
        with_query(
            path,
            &[("search", self.search()), ("role", role), ("page", &page)],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_narrows_the_list() {
        let query = PeopleQuery {
            search: " Ann & Bob ".to_owned(),
            role: "NO".to_owned(),
            page: "2".to_owned(),
        };
        assert_eq!(query.at("/x"), "/x?search=Ann+%26+Bob&role=NO&page=2");
        assert_eq!(query.on_page(1).at("/x"), "/x?search=Ann+%26+Bob&role=NO");
        let nonsense = PeopleQuery {
            search: String::new(),
            role: "no".to_owned(),
            page: "-1".to_owned(),
        };
        assert_eq!(nonsense.at("/x"), "/x");
        assert!(!nonsense.narrows());
    }
}
