//! Mails that wait to leave, inside a unit of work.

use async_trait::async_trait;

use super::{Locked, StoreError};
use crate::model::id::{InvitationId, MailId, OrganizationId};
use crate::model::mail::{Mail, NewMail, Urgency};
use crate::model::time::Timestamp;

/// The outbox of a unit of work. Mails are written with the change they tell of.
#[async_trait]
pub trait Outbox: Send {
    /// Stores mails that are queued. They MUST be stored if and only if the unit of work is committed.
    async fn insert(&mut self, mails: Vec<NewMail>) -> Result<(), StoreError>;

    /// Locks mails of this urgency that are queued and due, the longest due first, at most so many. Two units of work
    /// MUST NOT have the same one; one that another unit has locked is passed over, not waited for.
    async fn lock_due(
        &mut self,
        urgency: Urgency,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Locked<Mail>>, StoreError>;

    /// Locks one mail. None if it was withdrawn.
    async fn lock(&mut self, id: MailId) -> Result<Option<Locked<Mail>>, StoreError>;

    /// Stores the mail as it stands. One that was withdrawn MUST be [`StoreError::Missing`].
    async fn update(&mut self, mail: &Locked<Mail>) -> Result<(), StoreError>;

    /// Deletes the mails about these invitations that are still queued, also those that are being tried, and says how
    /// many.
    async fn withdraw(&mut self, invitations: &[InvitationId]) -> Result<u64, StoreError>;

    /// Deletes every mail about an invitation, whatever became of it.
    async fn forget(&mut self, invitation: InvitationId) -> Result<(), StoreError>;

    /// The letter stored last of the kind [`SomebodyWaits`](crate::model::mail::Letter::SomebodyWaits) about this organization.
    async fn find_last_waiting_notice(
        &mut self,
        organization: OrganizationId,
    ) -> Result<Option<Mail>, StoreError>;

    /// Deletes the mails that are about no invitation and were sent or given up before then, and says how many.
    async fn delete_finished(&mut self, before: Timestamp) -> Result<u64, StoreError>;
}
