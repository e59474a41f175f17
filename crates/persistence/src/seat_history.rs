//! The seat history, inside a unit of work and to be read.

use async_trait::async_trait;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::organization::Organization;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::time::Day;
use muster_domain::ports::{Locked, SeatHistory, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};

use crate::entity::licenses::stored_day;
use crate::entity::seat_days::{ActiveModel, Column, Entity};
use crate::error::store_error;
use crate::row;
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl SeatHistory for SqlUnitOfWork {
    async fn find_last(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Option<SeatDay>, StoreError> {
        let query = of(organization.id).order_by_desc(Column::Day).limit(1);
        row::find(&self.db, query).await
    }

    async fn put(
        &mut self,
        organization: &Locked<Organization>,
        day: SeatDay,
    ) -> Result<(), StoreError> {
        let replace = OnConflict::columns([Column::OrganizationId, Column::Day])
            .update_columns([Column::Used, Column::Peak, Column::SeatLimit])
            .to_owned();
        Entity::insert(ActiveModel::of(organization.id, day))
            .on_conflict(replace)
            .exec_without_returning(&self.db)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}

fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization.get()))
}

/// The records of these days and the last one before, in the order of time.
pub(crate) fn days(organization: OrganizationId, from: Day, to: Day) -> Select<Entity> {
    let from = stored_day(from);
    let last_before = Query::select()
        .expr(Expr::col(("earlier", Column::Day)).max())
        .from_as(Entity, "earlier")
        .and_where(Expr::col(("earlier", Column::OrganizationId)).eq(organization.get()))
        .and_where(Expr::col(("earlier", Column::Day)).lt(from.clone()))
        .take();
    let first = Expr::expr(Expr::from(last_before)).if_null(from);
    of(organization)
        .filter(Expr::col(Column::Day).gte(first))
        .filter(Column::Day.lte(stored_day(to)))
        .order_by_asc(Column::Day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::QueryTrait as _;

    #[tokio::test]
    async fn days_are_looked_up_in_their_order() {
        let query = days(OrganizationId::new(1), Day::MIN, Day::MAX);
        let plan = crate::plan::of(query.as_query()).await;
        assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
    }
}
