//! Mails that wait to leave, inside a unit of work.

use async_trait::async_trait;
use muster_domain::model::id::{InvitationId, MailId, OrganizationId};
use muster_domain::model::mail::{Mail, NewMail, Urgency};
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::{Locked, Outbox, StoreError};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DeleteMany, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, Select, UpdateMany,
};

use crate::entity::letter::SOMEBODY_WAITS;
use crate::entity::mails::{ActiveModel, Column, Entity, QUEUED};
use crate::error::store_error;
use crate::many;
use crate::row::{self, micros};
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl Outbox for SqlUnitOfWork {
    async fn insert(&mut self, mails: Vec<NewMail>) -> Result<(), StoreError> {
        let rows = mails.into_iter().map(ActiveModel::from).collect();
        many::insert(&self.db, rows).await
    }

    async fn lock_due(
        &mut self,
        urgency: Urgency,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Locked<Mail>>, StoreError> {
        loop {
            let rows = due(urgency, now, limit);
            let rows = self.db.query_all(rows.as_query()).await;
            let rows = rows.map_err(store_error)?;
            let (mut mails, mut damaged) = (Vec::new(), Vec::new());
            for found in &rows {
                match row::decode::<Entity, _>(found, "") {
                    Ok(mail) => mails.push(Locked::by_store(mail)),
                    Err(error) => {
                        tracing::error!(%error, "a mail of the outbox is damaged; it is put off");
                        damaged.push(row::computed::<i64>(found, "id")?);
                    }
                }
            }
            if damaged.is_empty() {
                return Ok(mails);
            }
            // A damaged one holds up nobody: it makes room, and is looked at again later. What was read stays locked.
            let moved = put_off(&damaged, now).exec(&self.db).await;
            moved.map_err(store_error)?;
        }
    }

    async fn lock(&mut self, id: MailId) -> Result<Option<Locked<Mail>>, StoreError> {
        let query = Entity::find_by_id(id.get()).lock(LockType::Update);
        Ok(row::find(&self.db, query).await?.map(Locked::by_store))
    }

    async fn update(&mut self, mail: &Locked<Mail>) -> Result<(), StoreError> {
        self.update_one(Column::Id.eq(mail.id.get()), ActiveModel::from(&**mail))
            .await
    }

    async fn withdraw(&mut self, invitations: &[InvitationId]) -> Result<u64, StoreError> {
        let mut count = 0;
        for chunk in many::chunks(invitations) {
            let deleted = withdrawn(&chunk).exec(&self.db).await;
            count += deleted.map_err(store_error)?.rows_affected;
        }
        Ok(count)
    }

    async fn forget(&mut self, invitation: InvitationId) -> Result<(), StoreError> {
        let deleted = about(&[&invitation]).exec(&self.db).await;
        deleted.map_err(store_error)?;
        Ok(())
    }

    async fn find_last_waiting_notice(
        &mut self,
        organization: OrganizationId,
    ) -> Result<Option<Mail>, StoreError> {
        row::find(&self.db, last_waiting_notice(organization)).await
    }

    async fn delete_finished(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let deleted = finished(before).exec(&self.db).await.map_err(store_error)?;
        Ok(deleted.rows_affected)
    }
}

/// Mails that are due, locked. SQLite does without: there the whole unit of work has the write lock. What is about an
/// invitation is in bulk, and nothing else, as [`Letter::urgency`](muster_domain::model::mail::Letter::urgency) has it.
fn due(urgency: Urgency, now: Timestamp, limit: u32) -> Select<Entity> {
    let about_none = Column::InvitationId;
    Entity::find()
        .filter(Column::FinishedAt.is_null())
        .filter(match urgency {
            Urgency::Prompt => about_none.is_null(),
            Urgency::Bulk => about_none.is_not_null(),
        })
        .filter(Column::DueAt.lte(micros(now)))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(u64::from(limit))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

fn put_off(ids: &[i64], now: Timestamp) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(micros(now + Duration::hours(1))))
        .filter(Column::Id.is_in(ids.iter().copied()))
}

fn withdrawn(invitations: &[&InvitationId]) -> DeleteMany<Entity> {
    about(invitations).filter(Column::State.eq(QUEUED))
}

fn about(invitations: &[&InvitationId]) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::InvitationId.is_in(invitations.iter().map(|id| id.get())))
}

/// It is about no invitation, and so in an index that is short.
fn last_waiting_notice(organization: OrganizationId) -> Select<Entity> {
    Entity::find()
        .filter(Column::OrganizationId.eq(organization.get()))
        .filter(Column::Kind.eq(SOMEBODY_WAITS))
        .filter(Column::InvitationId.is_null())
        .order_by_desc(Column::Id)
        .limit(1)
}

fn finished(before: Timestamp) -> DeleteMany<Entity> {
    Entity::delete_many()
        .filter(Column::InvitationId.is_null())
        .filter(Column::FinishedAt.lt(micros(before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whatever_left_long_ago_is_never_looked_through() {
        let now = Timestamp::UNIX_EPOCH;
        for (urgency, index) in [
            (Urgency::Prompt, "mails_due_prompt"),
            (Urgency::Bulk, "mails_due"),
        ] {
            let plan = crate::plan::of(due(urgency, now, 20).as_query()).await;
            assert_eq!(
                plan,
                [format!("SEARCH mails USING INDEX {index} (due_at<?)")]
            );
        }

        let one = InvitationId::new(1);
        for invitations in [vec![&one], vec![&one; 500]] {
            let plan = crate::plan::of(withdrawn(&invitations).as_query()).await;
            let step = "SEARCH mails USING INDEX mails_of_invitation (invitation_id=?)";
            assert_eq!(plan, [step]);
        }

        let plan = crate::plan::of(last_waiting_notice(OrganizationId::new(1)).as_query()).await;
        let step = "SEARCH mails USING INDEX mails_of_organization (organization_id=? AND kind=?)";
        assert_eq!(plan, [step]);

        let plan = crate::plan::of(finished(now).as_query()).await;
        let step = "SEARCH mails USING INDEX mails_finished (finished_at<?)";
        assert_eq!(plan, [step]);
    }

    #[test]
    fn postgresql_passes_over_what_another_worker_has() {
        let query = due(Urgency::Bulk, Timestamp::UNIX_EPOCH, 20)
            .as_query()
            .to_owned();
        let sql = query.to_string(sea_orm::sea_query::PostgresQueryBuilder);
        assert!(sql.ends_with("LIMIT 20 FOR UPDATE SKIP LOCKED"), "{sql}");
    }
}
