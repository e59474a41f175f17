//! The organizations to which a person belongs.

use muster_domain::model::account::User;
use muster_domain::model::id::UserId;
use muster_domain::ports::{Belonging, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};
use sea_orm::{JoinType, QueryResult};

use crate::entity::{memberships, organizations, users};
use crate::row;

/// The live memberships of a person, oldest first, with their organizations and these's Owners.
pub(super) fn query(user: UserId) -> SelectStatement {
    let mut query = Query::select();
    row::select::<memberships::Entity>(&mut query, "member");
    row::select::<organizations::Entity>(&mut query, "organization");
    row::select::<users::Entity>(&mut query, "owner");
    query
        .from_as(memberships::Entity, "member")
        .join_as(
            JoinType::InnerJoin,
            organizations::Entity,
            "organization",
            Expr::col(("organization", "id")).equals(("member", "organization_id")),
        )
        .join_as(
            JoinType::InnerJoin,
            users::Entity,
            "owner",
            Expr::col(("owner", "id")).equals(("organization", "owner_id")),
        )
        .and_where(Expr::col(("member", "user_id")).eq(user.get()))
        .and_where(Expr::col(("member", "removed_at")).is_null())
        .order_by(("member", "id"), Order::Asc)
        .take()
}

/// Reads a row that [`query`] found.
pub(super) fn read(found: &QueryResult) -> Result<Belonging, StoreError> {
    let owner: User = row::joined::<users::Entity, _>(found, "owner")?;
    Ok(Belonging {
        organization: row::joined::<organizations::Entity, _>(found, "organization")?,
        membership: row::joined::<memberships::Entity, _>(found, "member")?,
        owner_email: owner.email,
    })
}
