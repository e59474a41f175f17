//! `seat_days`: how many seats were taken on the days on which that changed.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::ports::StoreError;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::licenses::{stored_day, stored_limit};
use crate::row::Row;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat_days")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    pub used: i64,
    pub peak: i64,
    /// None where they were unlimited.
    pub seat_limit: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for SeatDay {
    type Error = StoreError;

    fn try_from(model: Model) -> Result<Self, StoreError> {
        let row = Row::of::<Entity>(model.organization_id);
        Ok(Self {
            day: row.day("day", &model.day)?,
            used: row.number("used", model.used)?,
            peak: row.number("peak", model.peak)?,
            limit: row.seat_limit("seat_limit", model.seat_limit)?,
        })
    }
}

impl ActiveModel {
    /// The row of this day.
    pub(crate) fn of(organization: OrganizationId, day: SeatDay) -> Self {
        let number = |seats: u64| i64::try_from(seats).unwrap_or(i64::MAX);
        Self {
            organization_id: Set(organization.get()),
            day: Set(stored_day(day.day)),
            used: Set(number(day.used)),
            peak: Set(number(day.peak)),
            seat_limit: Set(stored_limit(day.limit)),
        }
    }
}
