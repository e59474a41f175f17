//! All organizations of the server, for its operator.

use async_trait::async_trait;

use crate::model::access::Denied;
use crate::model::account::User;
use crate::model::actor::Actor;
use crate::model::organization::Organization;
use crate::model::page::{Page, PageRequest};
use crate::use_cases::{AccessError, View, ViewScope};

/// Lists the organizations with their Owners. The operator's alone.
#[derive(Debug)]
pub struct ListOrganizations {
    /// The page.
    pub page: PageRequest,
}

#[async_trait]
impl View for ListOrganizations {
    type Output = Page<(Organization, User)>;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Self::Output, AccessError> {
        if *scope.actor() != Actor::Operator {
            return Err(Denied::Forbidden.into());
        }
        Ok(scope.directory().list_organizations(self.page).await?)
    }
}
