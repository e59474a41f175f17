//! E-mail invitations, inside a unit of work.

use std::collections::{BTreeSet, HashMap, HashSet};

use async_trait::async_trait;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, OrganizationId, UserId};
use muster_domain::model::invitation::{Invitation, NewInvitation};
use muster_domain::model::organization::Organization;
use muster_domain::model::secret::Digest;
use muster_domain::ports::{Invitations, Locked, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement, UpdateStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Select, Set, TransactionTrait as _,
};

use crate::entity::invitations::{ACCEPTED, ActiveModel, Column, Entity};
use crate::entity::{invitation_links, invitations};
use crate::error::store_error;
use crate::many;
use crate::row;
use crate::unit_of_work::SqlUnitOfWork;

#[async_trait]
impl Invitations for SqlUnitOfWork {
    async fn find(&mut self, digest: Digest) -> Result<Option<Invitation>, StoreError> {
        row::find(&self.db, by_digest(digest)).await
    }

    async fn find_by_id(
        &mut self,
        organization: &Locked<Organization>,
        id: InvitationId,
    ) -> Result<Option<Invitation>, StoreError> {
        let query =
            Entity::find_by_id(id.get()).filter(Column::OrganizationId.eq(organization.id.get()));
        row::find(&self.db, query).await
    }

    async fn find_accepted(
        &mut self,
        organization: &Locked<Organization>,
        user: UserId,
    ) -> Result<Option<Invitation>, StoreError> {
        row::find(&self.db, accepted(organization.id, user)).await
    }

    async fn list_open(
        &mut self,
        organization: &Locked<Organization>,
        addresses: &[EmailAddress],
    ) -> Result<Vec<Invitation>, StoreError> {
        let canonical: BTreeSet<_> = addresses.iter().map(EmailAddress::canonical).collect();
        let mut found = Vec::new();
        for chunk in many::chunks(canonical) {
            found.extend(row::list(&self.db, open(organization.id, &chunk)).await?);
        }
        Ok(found)
    }

    async fn insert(
        &mut self,
        organization: &Locked<Organization>,
        new: Vec<NewInvitation>,
    ) -> Result<Vec<Invitation>, StoreError> {
        let mut invitations: Vec<_> = new
            .into_iter()
            .map(|new| not_stored(organization.id, new))
            .collect();
        // All of them or none, also where whoever asks goes on with the unit of work.
        let savepoint = self.db.begin().await.map_err(store_error)?;
        match store(&savepoint, &mut invitations).await {
            Ok(()) => savepoint.commit().await.map_err(store_error)?,
            Err(error) => {
                savepoint.rollback().await.map_err(store_error)?;
                return Err(error);
            }
        }
        Ok(invitations)
    }

    async fn update(
        &mut self,
        organization: &Locked<Organization>,
        invitations: &[Invitation],
    ) -> Result<(), StoreError> {
        for chunk in many::chunks(invitations) {
            let changed = self
                .db
                .execute(&replacement(organization.id, &chunk))
                .await
                .map_err(store_error)?
                .rows_affected();
            let meant: HashSet<_> = chunk.iter().map(|invitation| invitation.id).collect();
            if changed < meant.len() as u64 {
                return Err(StoreError::Missing("invitations"));
            }
            link_new(&self.db, &chunk).await?;
        }
        Ok(())
    }
}

fn not_stored(organization: OrganizationId, new: NewInvitation) -> Invitation {
    Invitation {
        id: InvitationId::new(0),
        organization,
        email: new.email,
        name: new.name,
        role: new.role,
        digest: new.digest,
        sealed: Some(new.sealed),
        invited_by: new.invited_by,
        created_at: new.created_at,
        expires_at: new.expires_at,
        ended: None,
    }
}

/// Stores new invitations and their links, and tells them their ids.
async fn store(db: &impl ConnectionTrait, new: &mut [Invitation]) -> Result<(), StoreError> {
    let mut ids = HashMap::with_capacity(new.len());
    for chunk in many::chunks(&*new) {
        let rows = chunk.into_iter().map(ActiveModel::from);
        let mut insert = Entity::insert_many(rows).into_query();
        insert.returning(Query::returning().columns([Column::Id, Column::Digest]));
        // No database promises to give the rows back in their order.
        for stored in db.query_all(&insert).await.map_err(store_error)? {
            let digest: Vec<u8> = row::computed(&stored, "digest")?;
            ids.insert(digest, row::computed::<i64>(&stored, "id")?);
        }
    }
    for invitation in &mut *new {
        let id = ids.get(invitation.digest.as_bytes().as_slice());
        invitation.id = InvitationId::new(*id.ok_or(StoreError::Missing("invitations"))?);
    }
    many::insert(db, new.iter().map(link).collect()).await
}

/// Stores the links of those that have a new secret.
async fn link_new(db: &impl ConnectionTrait, changed: &[&Invitation]) -> Result<(), StoreError> {
    let mut known = HashSet::new();
    for found in db.query_all(&links(changed)).await.map_err(store_error)? {
        let digest: Vec<u8> = row::computed(&found, "digest")?;
        known.insert((digest, row::computed::<i64>(&found, "invitation_id")?));
    }
    let is_new = |invitation: &&&Invitation| {
        let digest = invitation.digest.as_bytes().to_vec();
        !known.contains(&(digest, invitation.id.get()))
    };
    let new = changed.iter().filter(is_new).map(|new| link(new));
    many::insert(db, new.collect()).await
}

fn link(invitation: &Invitation) -> invitation_links::ActiveModel {
    invitation_links::ActiveModel {
        digest: Set(invitation.digest.as_bytes().to_vec()),
        invitation_id: Set(invitation.id.get()),
    }
}

/// The links by the present secrets.
fn links(invitations: &[&Invitation]) -> SelectStatement {
    let digests = invitations
        .iter()
        .map(|invitation| invitation.digest.as_bytes().to_vec());
    Query::select()
        .columns(["digest", "invitation_id"])
        .from(invitation_links::Entity)
        .and_where(Expr::col("digest").is_in(digests))
        .take()
}

/// The invitation that has or had this digest.
fn by_digest(digest: Digest) -> Select<Entity> {
    let linked = Query::select()
        .column("invitation_id")
        .from(invitation_links::Entity)
        .and_where(Expr::col("digest").eq(digest.as_bytes().to_vec()))
        .take();
    Entity::find().filter(Column::Id.in_subquery(linked))
}

/// The one that this person accepted last.
fn accepted(organization: OrganizationId, user: UserId) -> Select<Entity> {
    Entity::find()
        .filter(Column::OrganizationId.eq(organization.get()))
        .filter(Column::EndedBy.eq(user.get()))
        .filter(Column::EndedHow.eq(ACCEPTED))
        .order_by_desc(Column::EndedAt)
        .order_by_desc(Column::Id)
        .limit(1)
}

/// The open ones for these canonical addresses. Each address is looked up by itself: what else could be made of a long
/// list, PostgreSQL may choose to compare with every invitation there is.
fn open(organization: OrganizationId, canonical: &[&str]) -> Select<Entity> {
    let one = Query::select()
        .column(("open", "id"))
        .from_as(Entity, "open")
        .and_where(Expr::col(("open", "organization_id")).eq(organization.get()))
        .and_where(Expr::col(("open", "email_canonical")).equals(("wanted", "column1")))
        .and_where(Expr::col(("open", "ended_at")).is_null())
        .take();
    let all = Query::select()
        .expr(Expr::expr(one))
        .from_values(canonical.iter().copied(), "wanted")
        .take();
    Entity::find().filter(Column::Id.in_subquery(all))
}

fn replacement(organization: OrganizationId, invitations: &[&Invitation]) -> UpdateStatement {
    let rows: Vec<_> = invitations
        .iter()
        .map(|invitation| ActiveModel {
            id: Set(invitation.id.get()),
            organization_id: Set(organization.get()),
            ..ActiveModel::from(*invitation)
        })
        .collect();
    let table = invitations::Entity;
    many::update(Column::Id, &rows)
        .and_where(Expr::col((table, Column::OrganizationId)).eq(organization.get()))
        .take()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::invitation::InvitedRole;
    use muster_domain::model::membership::MemberRole;
    use muster_domain::model::secret::Sealed;
    use muster_domain::model::text::PersonName;
    use muster_domain::model::time::Timestamp;

    const ORGANIZATION: OrganizationId = OrganizationId::new(1);

    fn invitation() -> Invitation {
        let new = NewInvitation {
            email: EmailAddress::parse("ann@example.com").expect("valid"),
            name: PersonName::default(),
            role: InvitedRole::new(MemberRole::Annotator).expect("can be offered"),
            digest: Digest::new([0; 32]),
            sealed: Sealed::new(vec![1]),
            invited_by: None,
            created_at: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::UNIX_EPOCH,
        };
        not_stored(ORGANIZATION, new)
    }

    #[tokio::test]
    async fn an_invitation_is_found_along_indexes() {
        let plan = crate::plan::of(by_digest(Digest::new([0; 32])).as_query()).await;
        assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");

        let invitation = invitation();
        let addresses = ["ann@example.com", "ben@example.com"];
        let plan = crate::plan::of(open(ORGANIZATION, &addresses).as_query()).await;
        let step =
            "SEARCH open USING INDEX invitations_open (organization_id=? AND email_canonical=?)";
        assert!(plan.iter().any(|found| found == step), "{plan:#?}");
        assert!(plan[0].starts_with("SEARCH invitations"), "{plan:#?}");

        let plan = crate::plan::of(accepted(ORGANIZATION, UserId::new(1)).as_query()).await;
        let step = "SEARCH invitations USING INDEX invitations_ended_by (organization_id=? AND ended_by=?)";
        assert_eq!(plan, [step]);

        let plan = crate::plan::of(&links(&[&invitation, &invitation])).await;
        assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
    }

    #[tokio::test]
    async fn many_are_changed_by_their_keys() {
        let invitation = invitation();
        let plan = crate::plan::of(&replacement(ORGANIZATION, &[&invitation, &invitation])).await;
        let by_key =
            |step: &String| step.starts_with("SEARCH invitations") && step.contains("id=?");
        assert!(plan.iter().any(by_key), "{plan:#?}");
        assert!(
            !plan.iter().any(|step| step.starts_with("SCAN invitations")),
            "{plan:#?}"
        );
    }
}
