//! All organizations of the server.

use muster_domain::model::account::User;
use muster_domain::model::organization::Organization;
use muster_domain::ports::StoreError;
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};
use sea_orm::{JoinType, QueryResult};

use crate::entity::{organizations, users};
use crate::row;

/// The organizations with their Owners, oldest first.
pub(super) fn query() -> SelectStatement {
    let mut query = Query::select();
    row::select::<organizations::Entity>(&mut query, "organization");
    row::select::<users::Entity>(&mut query, "owner");
    query
        .from_as(organizations::Entity, "organization")
        .join_as(
            JoinType::InnerJoin,
            users::Entity,
            "owner",
            Expr::col(("owner", "id")).equals(("organization", "owner_id")),
        )
        .order_by(("organization", "id"), Order::Asc)
        .take()
}

/// How many there are, as `total`.
pub(super) fn count() -> SelectStatement {
    Query::select()
        .expr_as(Expr::col("id").count(), "total")
        .from(organizations::Entity)
        .take()
}

/// Reads a row that [`query`] found.
pub(super) fn read(found: &QueryResult) -> Result<(Organization, User), StoreError> {
    let organization = row::joined::<organizations::Entity, _>(found, "organization")?;
    Ok((
        organization,
        row::joined::<users::Entity, _>(found, "owner")?,
    ))
}
