//! The seats day by day.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::id::OrganizationId;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::seat_history::{SeatDay, every_day};
use crate::model::time::Day;
use crate::ports::StoreError;
use crate::use_cases::organization::report_seats;
use crate::use_cases::{AccessError, View, ViewScope};

/// Shows how many seats were taken on each day, today included.
#[derive(Debug)]
pub struct ViewSeatHistory {
    /// The organization.
    pub organization: OrganizationId,
    /// The first day; 29 days before the last where none is named.
    pub from: Option<Day>,
    /// The last day; today where none is named. Days to come are left out.
    pub to: Option<Day>,
}

impl ViewSeatHistory {
    /// The most days that are shown at once.
    pub const MOST_DAYS: u16 = 1100;
}

/// Why no history is shown.
#[derive(Debug, thiserror::Error)]
pub enum ViewSeatHistoryError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Too many days.
    #[error(transparent)]
    TooLong(#[from] HistoryTooLong),
}

/// More days than are shown at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "at most {} days are shown at once; name a later first day",
    ViewSeatHistory::MOST_DAYS
)]
pub struct HistoryTooLong;

impl Refusal for HistoryTooLong {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
    fn code(&self) -> &'static str {
        "invalid"
    }
    fn fields(&self) -> Vec<FieldError> {
        vec![FieldError::new("from", self.to_string())]
    }
}

crate::model::refusal::delegate_refusal!(ViewSeatHistoryError { Access, TooLong });

impl From<StoreError> for ViewSeatHistoryError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

#[async_trait]
impl View for ViewSeatHistory {
    type Output = Vec<SeatDay>;
    type Error = ViewSeatHistoryError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<Vec<SeatDay>, ViewSeatHistoryError> {
        let report = report_seats(scope, self.organization, Action::SeeSeats).await?;
        let today = scope.now().date_naive();
        let to = self.to.map_or(today, |to| to.min(today));
        let from = self
            .from
            .or_else(|| to.checked_sub_days(chrono::Days::new(29)))
            .unwrap_or(to);
        if (to - from).num_days() >= i64::from(Self::MOST_DAYS) {
            return Err(HistoryTooLong.into());
        }
        let mut records = scope
            .directory()
            .list_seat_days(self.organization, from, to)
            .await?;
        if to == today {
            let last = records.last().copied();
            let live = SeatDay::after(last, today, report.seats);
            records.push(live);
        }
        Ok(every_day(&records, from, to))
    }
}
