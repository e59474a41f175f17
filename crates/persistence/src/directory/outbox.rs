//! What waits in the outbox.

use muster_domain::model::mail::OutboxReport;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::StoreError;
use sea_orm::QueryResult;
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};

use crate::entity::mails::Entity;
use crate::row::{self, Row};

/// When the next mail is due, as `due_at`.
pub(super) fn next_due() -> SelectStatement {
    queued()
        .columns(["id", "due_at"])
        .order_by("due_at", Order::Asc)
        .limit(1)
        .take()
}

/// Reads what [`next_due`] found. A damaged time is due at once: so that the damaged mail is looked at and put off, and
/// holds up no other.
pub(super) fn read_due(found: &QueryResult) -> Result<Timestamp, StoreError> {
    let due_at = Timestamp::from_timestamp_micros(row::computed(found, "due_at")?);
    Ok(due_at.unwrap_or(Timestamp::MIN_UTC))
}

/// How much waits, since when, and how much was given up.
pub(super) fn report() -> SelectStatement {
    let failed = Query::select()
        .expr(Expr::col("id").count())
        .from(Entity)
        // Spelled out, since a database looks into an index of some rows only where it knows beforehand that all it
        // looks for is there.
        .and_where(Expr::col("state").eq(Expr::cust("'failed'")))
        .take();
    queued()
        .expr_as(Expr::col("id").count(), "queued")
        .expr_as(Expr::col("created_at").min(), "oldest")
        .expr_as(Expr::expr(failed), "failed")
        .take()
}

/// Reads what [`report`] found.
pub(super) fn read_report(found: &QueryResult) -> Result<OutboxReport, StoreError> {
    let row = Row::of::<Entity>(0);
    Ok(OutboxReport {
        queued: row::count(found, "queued")?,
        oldest: row.optional_time("created_at", row::computed(found, "oldest")?)?,
        failed: row::count(found, "failed")?,
    })
}

/// Mails that are still to be sent, by the index of what is due.
fn queued() -> SelectStatement {
    Query::select()
        .from(Entity)
        .and_where(Expr::col("finished_at").is_null())
        .take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whatever_left_long_ago_is_never_looked_through() {
        let plan = crate::plan::of(&next_due()).await;
        assert_eq!(plan, ["SCAN mails USING INDEX mails_due"]);

        let plan = crate::plan::of(&report()).await;
        for index in ["mails_due", "mails_failed"] {
            assert!(plan.iter().any(|step| step.contains(index)), "{plan:#?}");
        }
        assert!(!plan.iter().any(|step| step == "SCAN mails"), "{plan:#?}");
    }
}
