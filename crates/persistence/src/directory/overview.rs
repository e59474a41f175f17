//! What the pages of an organization show beside their lists, in one SELECT.

use muster_domain::model::id::OrganizationId;
use muster_domain::model::invitation::InvitationState;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{Overview, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{JoinType, QueryResult};

use super::{invitations, members};
use crate::entity::{invite_links, licenses, organizations};
use crate::row;

/// The organization and its link, once for each group of people.
pub(super) fn query(id: OrganizationId, now: Timestamp) -> SelectStatement {
    let pending = invitations::count(id, Some(InvitationState::Pending), now);
    let mut query = Query::select();
    row::select::<organizations::Entity>(&mut query, "organization");
    row::select::<invite_links::Entity>(&mut query, "link");
    row::select::<licenses::Entity>(&mut query, "license");
    for column in ["standing", "holds_seat", "people", "promised"] {
        query.expr_as(Expr::col(("counted", column)), column);
    }
    query
        .expr_as(Expr::from(pending), "pending_invitations")
        .from_as(organizations::Entity, "organization")
        .join_as(
            JoinType::LeftJoin,
            invite_links::Entity,
            "link",
            Expr::col(("link", "organization_id"))
                .equals(("organization", "id"))
                .and(Expr::col(("link", "reset_at")).is_null()),
        )
        .join_as(
            JoinType::LeftJoin,
            licenses::Entity,
            "license",
            Expr::col(("license", "organization_id")).equals(("organization", "id")),
        )
        .join_subquery(
            JoinType::LeftJoin,
            members::headcount(id),
            "counted",
            Expr::val(1).eq(1),
        )
        .and_where(Expr::col(("organization", "id")).eq(id.get()))
        .take()
}

/// Reads the rows that [`query`] found.
pub(super) fn read(found: &[QueryResult]) -> Result<Option<Overview>, StoreError> {
    let Some(first) = found.first() else {
        return Ok(None);
    };
    let nobody = row::computed::<Option<String>>(first, "standing")?.is_none();
    Ok(Some(Overview {
        organization: row::joined::<organizations::Entity, _>(first, "organization")?,
        headcount: members::add_up(if nobody { &[] } else { found })?,
        license: row::left_joined::<licenses::Entity, _>(first, "license")?,
        pending_invitations: row::count(first, "pending_invitations")?,
        link: row::left_joined::<invite_links::Entity, _>(first, "link")?,
    }))
}
