//! The activity log.

use std::collections::BTreeSet;

use muster_domain::model::account::User;
use muster_domain::model::id::OrganizationId;
use muster_domain::ports::{AuditEntry, AuditQuery, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};
use sea_orm::{JoinType, QueryResult};

use crate::entity::{audit_events, memberships, users};
use crate::like::contains_in_any_case;
use crate::row::{self, micros};

/// The events that match, in order, with the people in them.
pub(super) fn list(organization: OrganizationId, query: &AuditQuery) -> SelectStatement {
    let mut select = matching(organization, query);
    row::select::<audit_events::Entity>(&mut select, "event");
    for (person, reference) in [("actor", "actor_id"), ("subject", "subject_id")] {
        row::select::<users::Entity>(&mut select, person);
        select
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
    let direction = if query.oldest_first {
        Order::Asc
    } else {
        Order::Desc
    };
    select
        .order_by(("event", "at"), direction.clone())
        .order_by(("event", "id"), direction)
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

/// How many match, as `total`.
pub(super) fn count(organization: OrganizationId, query: &AuditQuery) -> SelectStatement {
    matching(organization, query)
        .expr_as(Expr::col(("event", "id")).count(), "total")
        .take()
}

/// Those of a query, as `event`.
fn matching(organization: OrganizationId, query: &AuditQuery) -> SelectStatement {
    let column = |name: &'static str| Expr::col(("event", name));
    let filters = [
        Some(column("organization_id").eq(organization.get())),
        query.actor.map(|actor| column("actor_id").eq(actor.get())),
        query
            .subject
            .map(|subject| column("subject_id").eq(subject.get())),
        (!query.actions.is_empty())
            .then(|| column("action").is_in(query.actions.iter().map(|action| action.code()))),
        query
            .method
            .as_deref()
            .map(|method| column("method").eq(method)),
        query.from.map(|from| column("at").gte(micros(from))),
        query.to.map(|to| column("at").lte(micros(to))),
        has_words(&query.search),
    ];
    let mut select = Query::select();
    select.from_as(audit_events::Entity, "event");
    for filter in filters.into_iter().flatten() {
        select.and_where(filter);
    }
    select
}

/// Whether the path contains every word of one of these groups. Nothing to ask where one of them is empty, or there
/// is none.
fn has_words(groups: &[Vec<String>]) -> Option<Expr> {
    // As a set: whoever types a word a thousand times has it looked for once.
    let groups: BTreeSet<BTreeSet<&String>> =
        groups.iter().map(|group| group.iter().collect()).collect();
    let groups = groups.into_iter().map(|words| {
        let has = |word: &String| contains_in_any_case(Expr::col(("event", "path")), word);
        balanced(words.into_iter().map(has).collect(), Expr::and)
    });
    balanced(groups.collect::<Option<_>>()?, Expr::or)
}

/// The terms joined as a tree no deeper than it must be: SQLite refuses a thousand in a row.
fn balanced(mut terms: Vec<Expr>, join: fn(Expr, Expr) -> Expr) -> Option<Expr> {
    if terms.len() < 2 {
        return terms.pop();
    }
    let rest = terms.split_off(terms.len() / 2);
    balanced(terms, join)
        .zip(balanced(rest, join))
        .map(|(left, right)| join(left, right))
}

/// Reads a row that [`list`] found.
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

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::id::UserId;
    use muster_domain::model::page::PageRequest;
    use muster_domain::model::time::Timestamp;

    const ORGANIZATION: OrganizationId = OrganizationId::new(1);

    /// Every query that fits this shape, in both orders.
    fn queries(actor: Option<UserId>) -> impl Iterator<Item = AuditQuery> {
        let everything = AuditQuery {
            actor,
            ..AuditQuery::all(PageRequest::everything())
        };
        let time = Some(Timestamp::UNIX_EPOCH);
        let since = AuditQuery {
            from: time,
            to: time,
            ..everything.clone()
        };
        let searched = AuditQuery {
            method: Some("POST".to_owned()),
            search: vec![vec!["token".to_owned()]],
            ..since.clone()
        };
        [everything, since, searched].into_iter().flat_map(|query| {
            [false, true].map(|oldest_first| AuditQuery {
                oldest_first,
                ..query.clone()
            })
        })
    }

    #[tokio::test]
    async fn the_log_is_read_along_indexes_and_needs_no_sorting() {
        for (actor, index) in [
            (None, "audit_events_by_time"),
            (Some(UserId::new(1)), "audit_events_of_actor"),
        ] {
            for query in queries(actor) {
                let plan = crate::plan::of(&list(ORGANIZATION, &query)).await;
                assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
                // Within a span of time, either index will do.
                let uses = |step: &String| query.from.is_some() || step.contains(index);
                assert!(plan.first().is_some_and(uses), "{plan:#?}");
                let plan = crate::plan::of(&count(ORGANIZATION, &query)).await;
                assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
            }
        }
    }
}
