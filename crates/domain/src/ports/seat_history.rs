//! The seat history, inside a unit of work.

use async_trait::async_trait;

use super::{Locked, StoreError};
use crate::model::organization::Organization;
use crate::model::seat_history::SeatDay;

/// The seat history of a unit of work: a record for each day on which an organization's seats changed.
#[async_trait]
pub trait SeatHistory: Send {
    /// The record of the latest day.
    async fn find_last(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Option<SeatDay>, StoreError>;

    /// Stores the record of a day, in place of the one that the day had.
    async fn put(
        &mut self,
        organization: &Locked<Organization>,
        day: SeatDay,
    ) -> Result<(), StoreError>;
}
