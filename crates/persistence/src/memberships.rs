//! Memberships, inside a unit of work.

use std::collections::HashSet;

use async_trait::async_trait;
use muster_domain::model::account::User;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{MembershipId, OrganizationId, UserId};
use muster_domain::model::membership::{Membership, NewMembership, Role};
use muster_domain::model::organization::Organization;
use muster_domain::ports::{Locked, Memberships, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, JoinType, QueryFilter as _,
    QueryOrder as _, Select,
};

use crate::entity::memberships::{ACTIVE, ActiveModel, Column, Entity, PENDING};
use crate::entity::users;
use crate::error::store_error;
use crate::many;
use crate::row;
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl Memberships for SqlUnitOfWork {
    async fn find(
        &mut self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<Membership>, StoreError> {
        row::find(&self.db, of_person(organization, user)).await
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

    async fn count_waiting(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<u64, StoreError> {
        let found = self
            .db
            .query_one(&waiting(organization.id))
            .await
            .map_err(store_error)?;
        found.map_or(Ok(0), |found| row::count(&found, "waiting"))
    }

    async fn list_by_email(
        &mut self,
        organization: &Locked<Organization>,
        addresses: &[EmailAddress],
    ) -> Result<Vec<EmailAddress>, StoreError> {
        let mut members = HashSet::new();
        for chunk in many::chunks(addresses) {
            let query = of_members(organization.id, &chunk);
            for found in self.db.query_all(&query).await.map_err(store_error)? {
                members.insert(row::computed::<String>(&found, "email_canonical")?);
            }
        }
        Ok(addresses
            .iter()
            .filter(|address| members.remove(address.canonical()))
            .cloned()
            .collect())
    }

    async fn list_administrators(
        &mut self,
        organization: &Locked<Organization>,
    ) -> Result<Vec<User>, StoreError> {
        self.db
            .query_all(&administrators(organization.id))
            .await
            .map_err(store_error)?
            .iter()
            .map(|found| row::joined::<users::Entity, _>(found, "person"))
            .collect()
    }

    async fn list_of(&mut self, user: UserId) -> Result<Vec<Membership>, StoreError> {
        let query = Entity::find()
            .filter(Column::UserId.eq(user.get()))
            .filter(Column::RemovedAt.is_null())
            .order_by_asc(Column::Id);
        row::list(&self.db, query).await
    }
}

/// The person's membership, unless it was removed.
pub(crate) fn of_person(organization: OrganizationId, user: UserId) -> Select<Entity> {
    Entity::find()
        .filter(Column::OrganizationId.eq(organization.get()))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::RemovedAt.is_null())
}

/// Counts who holds a seat, by the index alone: `holds_seat` is never written true for a removed member.
pub(crate) fn seats(organization: OrganizationId) -> SelectStatement {
    Query::select()
        .expr_as(Expr::col(Column::Id).count(), "seats")
        .from(Entity)
        .and_where(Column::OrganizationId.eq(organization.get()))
        .and_where(Column::HoldsSeat.eq(true))
        .take()
}

fn waiting(organization: OrganizationId) -> SelectStatement {
    Query::select()
        .expr_as(Expr::col(Column::Id).count(), "waiting")
        .from(Entity)
        .and_where(Column::OrganizationId.eq(organization.get()))
        .and_where(Column::RemovedAt.is_null())
        .and_where(Column::Standing.eq(PENDING))
        .and_where(Column::PromisedAt.is_not_null())
        .take()
}

/// Those of these addresses that are a present member's. It looks up each address, however many members there are.
fn of_members(organization: OrganizationId, addresses: &[&EmailAddress]) -> SelectStatement {
    let member = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, "member")
        .and_where(Expr::col(("member", "organization_id")).eq(organization.get()))
        .and_where(Expr::col(("member", "user_id")).equals(("person", "id")))
        .and_where(Expr::col(("member", "removed_at")).is_null())
        .take();
    let canonical = addresses.iter().map(|address| address.canonical());
    Query::select()
        .column(("person", "email_canonical"))
        .from_as(users::Entity, "person")
        .and_where(Expr::col(("person", "email_canonical")).is_in(canonical))
        .and_where(Expr::exists(member))
        .take()
}

/// Active Administrators. The Owner's membership is stored as one.
fn administrators(organization: OrganizationId) -> SelectStatement {
    let mut select = Query::select();
    row::select::<users::Entity>(&mut select, "person");
    select
        .from_as(Entity, "member")
        .join_as(
            JoinType::InnerJoin,
            users::Entity,
            "person",
            Expr::col(("person", "id")).equals(("member", "user_id")),
        )
        .and_where(Expr::col(("member", "organization_id")).eq(organization.get()))
        .and_where(Expr::col(("member", "removed_at")).is_null())
        .and_where(Expr::col(("member", "standing")).eq(ACTIVE))
        .and_where(Expr::col(("member", "role")).eq(Role::Administrator.code()))
        .order_by(("member", "id"), Order::Asc)
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

    #[tokio::test]
    async fn members_are_found_by_address_along_indexes() {
        let ann = EmailAddress::parse("ann@example.com").expect("valid");
        let plan = crate::plan::of(&of_members(OrganizationId::new(1), &[&ann; 500])).await;
        assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
        assert!(plan[0].contains("email_canonical=?"), "{plan:#?}");
    }
}
