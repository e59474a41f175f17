//! One's own account.

use async_trait::async_trait;

use crate::model::access::Denied;
pub use crate::ports::Account;
use crate::use_cases::{AccessError, View, ViewScope};

/// The account of the person who asks, and where the person belongs.
#[derive(Debug)]
pub struct ViewAccount;

#[async_trait]
impl View for ViewAccount {
    type Output = Account;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Account, AccessError> {
        let id = scope.person()?;
        let found = scope.directory().find_account(id).await?;
        Ok(found.ok_or(Denied::Unauthenticated)?)
    }
}
