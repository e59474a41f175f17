//! How many seats are taken. The same number that the check itself uses.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::id::OrganizationId;
use crate::model::seats::{Headcount, Seats};
use crate::model::settings::Settings;
use crate::use_cases::{AccessError, View, ViewScope};

/// Shows the seats of an organization.
#[derive(Debug)]
pub struct ViewSeats {
    /// The organization.
    pub organization: OrganizationId,
}

/// Seats and people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatReport {
    /// Limit and seats taken.
    pub seats: Seats,
    /// Everybody by standing.
    pub headcount: Headcount,
}

impl SeatReport {
    pub(super) fn of(headcount: Headcount, settings: &Settings) -> Self {
        let seats = Seats::open(settings.unlicensed_seats, headcount.seated);
        Self { seats, headcount }
    }
}

#[async_trait]
impl View for ViewSeats {
    type Output = SeatReport;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<SeatReport, AccessError> {
        report(scope, self.organization, Action::SeeSeats).await
    }
}

/// Shows every member what the organization uses of its licence, as Label Studio's clients ask on each page.
#[derive(Debug)]
pub struct ViewBilling {
    /// The organization.
    pub organization: OrganizationId,
}

#[async_trait]
impl View for ViewBilling {
    type Output = SeatReport;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<SeatReport, AccessError> {
        report(scope, self.organization, Action::UseProduct).await
    }
}

async fn report(
    scope: &ViewScope<'_>,
    organization: OrganizationId,
    action: Action,
) -> Result<SeatReport, AccessError> {
    scope.actor().authorize_in(organization, action)?;
    let headcount = scope.directory().count_members(organization).await?;
    Ok(SeatReport::of(headcount, scope.settings()))
}
