//! An account with the organizations to which its person belongs.

use muster_domain::model::account::User;
use muster_domain::model::id::UserId;
use muster_domain::model::membership::Membership;
use muster_domain::ports::{Account, Belonging, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};
use sea_orm::{JoinType, QueryResult};

use super::members;
use crate::entity::{memberships, organizations, users};
use crate::row;

/// The account, once for each live membership, oldest first, with its organization and that one's Owner; once where
/// there is none.
pub(super) fn query(user: UserId) -> SelectStatement {
    let mut query = Query::select();
    row::select::<users::Entity>(&mut query, "person");
    row::select::<memberships::Entity>(&mut query, "member");
    row::select::<organizations::Entity>(&mut query, "organization");
    row::select::<users::Entity>(&mut query, "owner");
    query
        .from_as(users::Entity, "person")
        .join_as(
            JoinType::LeftJoin,
            memberships::Entity,
            "member",
            Expr::col(("member", "user_id"))
                .equals(("person", "id"))
                .and(Expr::col(("member", "removed_at")).is_null()),
        )
        .join_as(
            JoinType::LeftJoin,
            organizations::Entity,
            "organization",
            Expr::col(("organization", "id")).equals(("member", "organization_id")),
        )
        .join_as(
            JoinType::LeftJoin,
            users::Entity,
            "owner",
            Expr::col(("owner", "id")).equals(("organization", "owner_id")),
        );
    members::with_invitation(&mut query);
    query
        .and_where(Expr::col(("person", "id")).eq(user.get()))
        .order_by(("member", "id"), Order::Asc)
        .take()
}

/// Reads the rows that [`query`] found.
pub(super) fn read(found: &[QueryResult]) -> Result<Option<Account>, StoreError> {
    let Some(first) = found.first() else {
        return Ok(None);
    };
    let belongings: Result<Vec<_>, _> = found
        .iter()
        .filter_map(|found| belonging(found).transpose())
        .collect();
    Ok(Some(Account {
        user: row::joined::<users::Entity, _>(first, "person")?,
        belongings: belongings?,
    }))
}

fn belonging(found: &QueryResult) -> Result<Option<Belonging>, StoreError> {
    let membership = row::left_joined::<memberships::Entity, Membership>(found, "member")?;
    let Some(membership) = membership else {
        return Ok(None);
    };
    let owner: User = row::joined::<users::Entity, _>(found, "owner")?;
    Ok(Some(Belonging {
        organization: row::joined::<organizations::Entity, _>(found, "organization")?,
        membership,
        owner_email: owner.email,
        invited: members::invited(found)?,
    }))
}
