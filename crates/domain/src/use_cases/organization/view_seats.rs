//! How many seats are taken. The same number that the check itself uses.

use async_trait::async_trait;

use crate::model::access::Action;
use crate::model::id::OrganizationId;
use crate::model::license::{InstalledLicense, LicenseStanding, seats_under};
use crate::model::seats::{Headcount, Seats};
use crate::use_cases::{AccessError, View, ViewScope};

/// Shows the seats of an organization.
#[derive(Debug)]
pub struct ViewSeats {
    /// The organization.
    pub organization: OrganizationId,
}

/// Seats and people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatReport {
    /// Limit and seats taken.
    pub seats: Seats,
    /// Everybody by standing.
    pub headcount: Headcount,
    /// The licence in force; none where the operator's limit holds.
    pub license: Option<LicenseStanding>,
}

impl SeatReport {
    pub(super) fn of(
        headcount: Headcount,
        license: Option<InstalledLicense>,
        scope: &ViewScope<'_>,
    ) -> Self {
        let now = scope.now();
        let unlicensed = scope.settings().unlicensed_seats;
        let terms = license.as_ref().map(|installed| &installed.signed.license);
        Self {
            seats: seats_under(terms, unlicensed, headcount.seated, now),
            headcount,
            license: license.map(|installed| LicenseStanding {
                state: installed.signed.license.state(now),
                installed,
            }),
        }
    }
}

#[async_trait]
impl View for ViewSeats {
    type Output = SeatReport;
    type Error = AccessError;

    async fn read(&self, scope: &ViewScope<'_>) -> Result<SeatReport, AccessError> {
        report_seats(scope, self.organization, Action::SeeSeats).await
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
        report_seats(scope, self.organization, Action::UseProduct).await
    }
}

/// Reads the seats for whom this is allowed.
pub(in crate::use_cases) async fn report_seats(
    scope: &ViewScope<'_>,
    organization: OrganizationId,
    action: Action,
) -> Result<SeatReport, AccessError> {
    scope.actor().authorize_in(organization, action)?;
    let headcount = scope.directory().count_members(organization).await?;
    let license = scope.directory().find_license(organization).await?;
    Ok(SeatReport::of(headcount, license, scope))
}
