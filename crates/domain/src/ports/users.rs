//! Accounts, inside a unit of work.

use async_trait::async_trait;

use super::{Locked, StoreError};
use crate::model::account::{NewUser, User};
use crate::model::email::EmailAddress;
use crate::model::id::UserId;
use crate::model::time::Timestamp;

/// The accounts of a unit of work.
#[async_trait]
pub trait Users: Send {
    /// Locks the account until this unit of work ends, and reads it as it is then.
    /// An organization is locked before an account, never after.
    async fn lock(&mut self, id: UserId) -> Result<Option<Locked<User>>, StoreError>;

    /// The account, not locked.
    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError>;

    /// The account with this address, whichever way it is written. MUST compare canonical forms.
    async fn find_by_email(&mut self, email: &EmailAddress) -> Result<Option<User>, StoreError>;

    /// Stores a new account, locked. A second one for the same canonical address MUST be refused, with
    /// [`StoreError::Busy`] where another unit of work stored the first in the same moment.
    async fn insert(&mut self, new: NewUser) -> Result<Locked<User>, StoreError>;

    /// Stores the account as it stands.
    async fn update(&mut self, user: &Locked<User>) -> Result<(), StoreError>;

    /// Moves the time of last activity forward; never back. An account that is gone is passed over.
    async fn update_last_activity(&mut self, user: UserId, at: Timestamp)
    -> Result<(), StoreError>;
}
