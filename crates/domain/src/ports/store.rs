//! The store: units of work that happen whole or not at all.

use std::ops::{Deref, DerefMut};

use async_trait::async_trait;
#[cfg(feature = "mock")]
use mockall::automock;

use super::{
    ApiTokens, AuditLog, Invitations, InviteLinks, Licenses, Memberships, Organizations, Outbox,
    PasswordResets, SeatHistory, Sessions, Users,
};
use crate::model::refusal::{Kind, Refusal};

/// What keeps the roll. Cheap to share; every unit of work is independent.
#[cfg_attr(feature = "mock", automock)]
#[async_trait]
pub trait Store: Send + Sync {
    /// Begins a unit of work. It MUST see every unit that was committed before it began.
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError>;

    /// Succeeds when the store can be reached and its schema is current.
    async fn ping(&self) -> Result<(), StoreError>;
}

/// One unit of work. Its changes MUST become visible to others all together at [`commit`](Self::commit),
/// and MUST all be gone when it is dropped without. Never begin a second one inside it.
#[async_trait]
pub trait UnitOfWork: Send {
    /// Organizations.
    fn organizations(&mut self) -> &mut dyn Organizations;
    /// Invite links.
    fn invite_links(&mut self) -> &mut dyn InviteLinks;
    /// E-mail invitations.
    fn invitations(&mut self) -> &mut dyn Invitations;
    /// Memberships.
    fn memberships(&mut self) -> &mut dyn Memberships;
    /// Licences in force.
    fn licenses(&mut self) -> &mut dyn Licenses;
    /// Seats day by day.
    fn seat_history(&mut self) -> &mut dyn SeatHistory;
    /// Accounts.
    fn users(&mut self) -> &mut dyn Users;
    /// Browser sessions.
    fn sessions(&mut self) -> &mut dyn Sessions;
    /// API tokens.
    fn api_tokens(&mut self) -> &mut dyn ApiTokens;
    /// Links to choose a password.
    fn password_resets(&mut self) -> &mut dyn PasswordResets;
    /// The activity log.
    fn audit_log(&mut self) -> &mut dyn AuditLog;
    /// Mails that wait to leave.
    fn outbox(&mut self) -> &mut dyn Outbox;

    /// Makes the changes last. When it returns `Ok` they MUST survive the death of the process.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// A row that no other unit of work changes before this one ends.
///
/// Only a store makes one, and write methods ask for it: so nobody writes what he has not locked. A copy is good for
/// as long as the first.
#[derive(Clone, Debug)]
pub struct Locked<T>(T);

impl<T> Locked<T> {
    /// For stores: states that the row is locked in the current unit of work.
    pub fn by_store(row: T) -> Self {
        Self(row)
    }
}

impl<T> Deref for Locked<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Locked<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

/// The store failed. What exactly is for the log, not for the caller.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another unit of work was in the way: a lock was not had in time, a deadlock was broken, or a
    /// row that must be unique was stored by another in the same moment. A new unit may well succeed.
    #[error("the database is busy; try again in a moment")]
    Busy(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// The store cannot be reached now.
    #[error("the database cannot be reached; try again in a moment")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A stored row breaks a rule of the domain.
    #[error("a stored row of {table} is damaged: {reason}")]
    Corrupt {
        /// Where.
        table: &'static str,
        /// Which row, and how.
        reason: String,
    },
    /// Nothing was changed where one row was meant.
    #[error("a row of {0} that was to be changed is not there")]
    Missing(&'static str),
    /// Anything else.
    #[error("the database failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Refusal for StoreError {
    fn kind(&self) -> Kind {
        match self {
            Self::Busy(_) | Self::Unreachable(_) => Kind::Unavailable,
            Self::Corrupt { .. } | Self::Missing(_) | Self::Failed(_) => Kind::Internal,
        }
    }
    fn code(&self) -> &'static str {
        match self.kind() {
            Kind::Unavailable => "unavailable",
            _ => "internal",
        }
    }
}
