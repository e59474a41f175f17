//! Going through a database to see whether all is sound. It needs no unit of work, and no server that runs.

use crate::model::examination::{Finding, Vitals};
use crate::model::id::OrganizationId;
use crate::model::seats::{SeatLimit, Seats};
use crate::model::time::Timestamp;
use crate::ports::{Examination, LicenseVerifier, StoreError};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// The seats of each organization: the same numbers that pages, API and export give.
    pub seats: Vec<(OrganizationId, Seats)>,
    /// Rows that break a rule, and what else is to be known.
    pub findings: Vec<Finding>,
}

/// Goes through a store.
pub async fn examine(
    store: &dyn Examination,
    licenses: &dyn LicenseVerifier,
    unlicensed: SeatLimit,
    now: Timestamp,
) -> Result<Diagnosis, StoreError> {
    let mut diagnosis = Diagnosis::default();
    let mut each = |vitals: Vitals| {
        let seats = vitals.seats(unlicensed, now);
        diagnosis.seats.push((vitals.organization.id, seats));
        let findings = vitals.findings(seats, |text| licenses.verify(text));
        diagnosis.findings.extend(findings);
    };
    let rows = store.examine(&mut each).await?;
    diagnosis.findings.extend(rows);
    Ok(diagnosis)
}
