//! Organizations. The whole store is locked while a unit of work is open, so each row is.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::api_token::TokenPolicy;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::organization::{DefaultRole, NewOrganization, Organization};
use muster_domain::model::session::SessionPolicy;
use muster_domain::ports::{Locked, Organizations, StoreError};

use crate::state::State;

#[async_trait]
impl Organizations for State {
    async fn lock(
        &mut self,
        id: OrganizationId,
    ) -> Result<Option<Locked<Organization>>, StoreError> {
        Ok(self.organizations.get(&id).cloned().map(Locked::by_store))
    }

    async fn insert(&mut self, new: NewOrganization) -> Result<Locked<Organization>, StoreError> {
        let organization = Organization {
            id: OrganizationId::new(self.ids.organization.next()),
            title: new.title,
            contact_info: None,
            owner: new.owner,
            default_role: DefaultRole::PENDING,
            session_policy: SessionPolicy::of_new_organization(new.created_at),
            token_policy: TokenPolicy::OF_NEW_ORGANIZATION,
            created_at: new.created_at,
            updated_at: new.created_at,
        };
        Arc::make_mut(&mut self.organizations).insert(organization.id, organization.clone());
        Ok(Locked::by_store(organization))
    }

    async fn update(&mut self, organization: &Locked<Organization>) -> Result<(), StoreError> {
        let row = Arc::make_mut(&mut self.organizations)
            .get_mut(&organization.id)
            .ok_or(StoreError::Missing("organizations"))?;
        row.clone_from(organization);
        Ok(())
    }
}
