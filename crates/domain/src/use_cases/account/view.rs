//! One's own account.

use async_trait::async_trait;

use crate::model::access::Denied;
use crate::model::account::User;
use crate::ports::Belonging;
use crate::use_cases::{AccessError, View, ViewScope};

/// The account of the person who asks, and where the person belongs.
#[derive(Debug)]
pub struct ViewAccount;

/// An account and its memberships.
#[derive(Debug)]
pub struct Account {
    /// The account.
    pub user: User,
    /// The organizations to which the person belongs, oldest membership first.
    pub belongings: Vec<Belonging>,
}

impl Account {
    /// The organization that is active, if the person belongs to it.
    pub fn active(&self) -> Option<&Belonging> {
        let active = self.user.active_organization?;
        self.belongings
            .iter()
            .find(|belonging| belonging.organization.id == active)
    }
}

#[async_trait]
impl View for ViewAccount {
    type Output = Account;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Account, AccessError> {
        let id = scope.person()?;
        let user = scope
            .directory()
            .find_user(id)
            .await?
            .ok_or(Denied::Unauthenticated)?;
        let belongings = scope.directory().list_belongings(id).await?;
        Ok(Account { user, belongings })
    }
}
