//! Accounts.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::account::{NewUser, User};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::UserId;
use muster_domain::model::text::{PersonName, Phone};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Locked, StoreError, Users};

use crate::state::{Account, State, not_unique};

#[async_trait]
impl Users for State {
    async fn lock(&mut self, id: UserId) -> Result<Option<Locked<User>>, StoreError> {
        Ok(self.user(id).cloned().map(Locked::by_store))
    }

    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.user(id).cloned())
    }

    async fn find_by_email(&mut self, email: &EmailAddress) -> Result<Option<User>, StoreError> {
        Ok(self.user_by_email(email))
    }

    async fn insert(&mut self, new: NewUser) -> Result<Locked<User>, StoreError> {
        if self.addresses.contains_key(new.email.canonical()) {
            return Err(not_unique("an account with this address"));
        }
        let user = User {
            id: UserId::new(self.ids.user.next()),
            email: new.email,
            username: new.username,
            first_name: PersonName::default(),
            last_name: PersonName::default(),
            phone: Phone::default(),
            allow_newsletters: None,
            hotkeys: None,
            password: new.password,
            active_organization: None,
            date_joined: new.date_joined,
            last_activity: new.date_joined,
        };
        Arc::make_mut(&mut self.addresses).insert(user.email.canonical().to_owned(), user.id);
        Arc::make_mut(&mut self.users).insert(user.id, Arc::new(Account::new(user.clone())));
        Ok(Locked::by_store(user))
    }

    async fn update(&mut self, user: &Locked<User>) -> Result<(), StoreError> {
        let row = Arc::make_mut(&mut self.users)
            .get_mut(&user.id)
            .ok_or(StoreError::Missing("users"))?;
        // The address never changes: the one that was stored stays, and so does the index on it.
        let stored = User {
            email: row.user.email.clone(),
            ..User::clone(user)
        };
        *row = Arc::new(Account::new(stored));
        Ok(())
    }

    async fn update_last_activity(
        &mut self,
        user: UserId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        if self.user(user).is_some_and(|row| row.last_activity < at)
            && let Some(row) = Arc::make_mut(&mut self.users).get_mut(&user)
        {
            Arc::make_mut(row).user.last_activity = at;
        }
        Ok(())
    }
}

impl State {
    /// The account with this address, whichever way it is written.
    pub(crate) fn user_by_email(&self, email: &EmailAddress) -> Option<User> {
        self.addresses
            .get(email.canonical())
            .and_then(|id| self.user(*id))
            .cloned()
    }
}
