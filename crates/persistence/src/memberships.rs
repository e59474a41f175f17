//! Memberships, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::id::{MembershipId, OrganizationId, UserId};
use muster_domain::model::membership::{Membership, NewMembership};
use muster_domain::model::organization::Organization;
use muster_domain::ports::{Locked, Memberships, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};

use crate::entity::memberships::{ActiveModel, Column, Entity};
use crate::error::store_error;
use crate::row;
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl Memberships for SqlUnitOfWork {
    async fn find(
        &mut self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<Membership>, StoreError> {
        let query = Entity::find()
            .filter(Column::OrganizationId.eq(organization.get()))
            .filter(Column::UserId.eq(user.get()))
            .filter(Column::RemovedAt.is_null());
        row::find(&self.db, query).await
    }

    async fn insert(
        &mut self,
        organization: &Locked<Organization>,
        new: NewMembership,
    ) -> Result<Membership, StoreError> {
        let mut membership = Membership {
            id: MembershipId::new(0),
            organization: organization.id,
            user: new.user,
            standing: new.standing,
            joined_by: new.joined_by,
            created_at: new.created_at,
            removed_at: None,
        };
        let inserted = Entity::insert(ActiveModel::from(&membership))
            .exec(&self.db)
            .await
            .map_err(store_error)?;
        membership.id = MembershipId::new(inserted.last_insert_id);
        Ok(membership)
    }

    async fn update(
        &mut self,
        organization: &Locked<Organization>,
        membership: &Membership,
    ) -> Result<(), StoreError> {
        self.update_one(
            Column::Id
                .eq(membership.id.get())
                .and(Column::OrganizationId.eq(organization.id.get())),
            ActiveModel::from(membership),
        )
        .await
    }

    async fn count_seats(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<u64, StoreError> {
        let found = self
            .db
            .query_one(&seats(organization.id))
            .await
            .map_err(store_error)?;
        found.map_or(Ok(0), |found| row::count(&found, "seats"))
    }

    async fn list_of(&mut self, user: UserId) -> Result<Vec<Membership>, StoreError> {
        let query = Entity::find()
            .filter(Column::UserId.eq(user.get()))
            .filter(Column::RemovedAt.is_null())
            .order_by_asc(Column::Id);
        row::list(&self.db, query).await
    }
}

/// Counts who holds a seat, by the index alone: `holds_seat` is never written true for a removed member.
fn seats(organization: OrganizationId) -> SelectStatement {
    Query::select()
        .expr_as(Expr::col(Column::Id).count(), "seats")
        .from(Entity)
        .and_where(Column::OrganizationId.eq(organization.get()))
        .and_where(Column::HoldsSeat.eq(true))
        .take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn seats_are_counted_in_the_index_alone() {
        let plan = crate::plan::of(&seats(OrganizationId::new(1))).await;
        let step = "SEARCH memberships USING COVERING INDEX memberships_seats (organization_id=? AND holds_seat=?)";
        assert_eq!(plan, [step]);
    }
}
