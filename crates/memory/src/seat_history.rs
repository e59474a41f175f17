//! The seat history.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::organization::Organization;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::time::Day;
use muster_domain::ports::{Locked, SeatHistory, StoreError};

use crate::state::State;

#[async_trait]
impl SeatHistory for State {
    async fn find_last(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Option<SeatDay>, StoreError> {
        let days = (organization.id, Day::MIN)..=(organization.id, Day::MAX);
        Ok(self.seat_days.range(days).next_back().map(|(_, day)| *day))
    }

    async fn put(
        &mut self,
        organization: &Locked<Organization>,
        day: SeatDay,
    ) -> Result<(), StoreError> {
        Arc::make_mut(&mut self.seat_days).insert((organization.id, day.day), day);
        Ok(())
    }
}

impl State {
    /// The records of these days, with the last one before.
    pub(crate) fn seat_days(
        &self,
        organization: OrganizationId,
        from: Day,
        to: Day,
    ) -> Vec<SeatDay> {
        if from > to {
            return Vec::new();
        }
        let of = |day| (organization, day);
        let before = self.seat_days.range(of(Day::MIN)..of(from)).next_back();
        let within = self.seat_days.range(of(from)..=of(to));
        before
            .into_iter()
            .chain(within)
            .map(|(_, day)| *day)
            .collect()
    }
}
