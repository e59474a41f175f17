//! The activity log.

use muster_domain::model::account::User;
use muster_domain::model::id::OrganizationId;
use muster_domain::ports::{AuditEntry, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};
use sea_orm::{JoinType, QueryResult};

use crate::entity::{audit_events, memberships, users};
use crate::row;

/// The events of an organization, the one stored last first, with the people in them.
pub(super) fn query(organization: OrganizationId) -> SelectStatement {
    let mut query = Query::select();
    row::select::<audit_events::Entity>(&mut query, "event");
    row::select::<users::Entity>(&mut query, "actor");
    row::select::<users::Entity>(&mut query, "subject");
    query.from_as(audit_events::Entity, "event");
    for (person, reference) in [("actor", "actor_id"), ("subject", "subject_id")] {
        query
            .expr_as(
                Expr::exists(live_membership("event", person)),
                format!("{person}_is_member"),
            )
            .join_as(
                JoinType::LeftJoin,
                users::Entity,
                person,
                Expr::col((person, "id")).equals(("event", reference)),
            );
    }
    query
        .and_where(Expr::col(("event", "organization_id")).eq(organization.get()))
        .order_by(("event", "id"), Order::Desc)
        .take()
}

/// Membership of that person in the organization of that row.
pub(super) fn live_membership(of: &'static str, person: &'static str) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from_as(memberships::Entity, "member")
        .and_where(Expr::col(("member", "organization_id")).equals((of, "organization_id")))
        .and_where(Expr::col(("member", "user_id")).equals((person, "id")))
        .and_where(Expr::col(("member", "removed_at")).is_null())
        .take()
}

/// How many there are, as `total`.
pub(super) fn count(organization: OrganizationId) -> SelectStatement {
    Query::select()
        .expr_as(Expr::col("id").count(), "total")
        .from(audit_events::Entity)
        .and_where(Expr::col("organization_id").eq(organization.get()))
        .take()
}

/// Reads a row that [`query`] found.
pub(super) fn read(found: &QueryResult) -> Result<AuditEntry, StoreError> {
    let person = |alias: &str| -> Result<Option<(User, bool)>, StoreError> {
        let is_member = row::computed(found, &format!("{alias}_is_member"))?;
        Ok(row::left_joined::<users::Entity, _>(found, alias)?.map(|user| (user, is_member)))
    };
    Ok(AuditEntry {
        event: row::joined::<audit_events::Entity, _>(found, "event")?,
        actor: person("actor")?,
        subject: person("subject")?,
    })
}
