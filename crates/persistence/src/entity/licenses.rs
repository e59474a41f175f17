//! `licenses`: the licence in force in each organization, as it was read when it was installed.

use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::license::{InstalledLicense, License, LicenseId, SignedLicense, Term};
use muster_domain::model::seats::SeatLimit;
use muster_domain::model::text::LicenseHolder;
use muster_domain::model::time::Day;
use muster_domain::ports::StoreError;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

use crate::row::{Row, micros};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "licenses")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    pub license_id: String,
    pub signed_text: String,
    pub holder: String,
    /// None where they are unlimited.
    pub seats: Option<i64>,
    pub not_before: Option<String>,
    pub last_day: String,
    pub bound_to: Option<i64>,
    pub issued_at: i64,
    /// What the domain says of it, written down for looking up; never read back.
    pub notice_from: i64,
    pub installed_at: i64,
    pub installed_by: Option<i64>,
    pub noticed_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for InstalledLicense {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.id);
        let not_before = model
            .not_before
            .map(|day| row.day("not_before", &day))
            .transpose()?;
        let last = row.day("last_day", &model.last_day)?;
        let license = License {
            id: row.need("license_id", LicenseId::parse(&model.license_id))?,
            holder: row.need("holder", LicenseHolder::parse(&model.holder).ok())?,
            seats: row.seat_limit("seats", model.seats)?,
            term: row.need("last_day", Term::new(not_before, last).ok())?,
            organization: model.bound_to.map(OrganizationId::new),
            issued_at: row.time("issued_at", model.issued_at)?,
        };
        Ok(Self {
            signed: SignedLicense {
                license,
                text: model.signed_text,
            },
            installed_at: row.time("installed_at", model.installed_at)?,
            installed_by: model.installed_by.map(UserId::new),
            noticed_at: row.optional_time("noticed_at", model.noticed_at)?,
        })
    }
}

impl ActiveModel {
    /// The row of the licence in force in this organization.
    pub(crate) fn of(organization: OrganizationId, installed: &InstalledLicense) -> Self {
        let license = &installed.signed.license;
        Self {
            id: NotSet,
            organization_id: Set(organization.get()),
            license_id: Set(license.id.as_str().to_owned()),
            signed_text: Set(installed.signed.text.clone()),
            holder: Set(license.holder.as_str().to_owned()),
            seats: Set(stored_limit(license.seats)),
            not_before: Set(license.term.not_before().map(stored_day)),
            last_day: Set(stored_day(license.term.last())),
            bound_to: Set(license.organization.map(OrganizationId::get)),
            issued_at: Set(micros(license.issued_at)),
            notice_from: Set(micros(license.notice_from())),
            installed_at: Set(micros(installed.installed_at)),
            installed_by: Set(installed.installed_by.map(UserId::get)),
            noticed_at: Set(installed.noticed_at.map(micros)),
        }
    }
}

/// A day as it is stored: `2026-06-30`. Texts of this form sort as the days do.
pub(crate) fn stored_day(day: Day) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// A limit of seats as it is stored.
pub(crate) fn stored_limit(limit: SeatLimit) -> Option<i64> {
    match limit {
        SeatLimit::Unlimited => None,
        SeatLimit::Limited(seats) => Some(seats.into()),
    }
}
