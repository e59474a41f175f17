//! Going through every table, a page at a time, in one transaction that only reads.

use async_trait::async_trait;
use muster_domain::model::account::User;
use muster_domain::model::api_token::{PersonalToken, StoredLegacyToken};
use muster_domain::model::audit::AuditEvent;
use muster_domain::model::examination::{Fault, Finding, Vitals, seat_mark};
use muster_domain::model::id::OrganizationId;
use muster_domain::model::invitation::Invitation;
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::license::InstalledLicense;
use muster_domain::model::mail::Mail;
use muster_domain::model::membership::Membership;
use muster_domain::model::organization::Organization;
use muster_domain::model::password_reset::PasswordReset;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::session::Session;
use muster_domain::ports::{Examination, StoreError};
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DatabaseTransaction, EntityTrait, IdenStatic as _,
    QueryFilter as _, QueryOrder as _, QueryResult, QuerySelect as _, QueryTrait as _, Select,
};

use crate::SqlStore;
use crate::directory::{add_up, headcount};
use crate::entity::{
    audit_events, invitations, invite_links, legacy_tokens, licenses, mails, memberships,
    organizations, password_resets, personal_tokens, seat_days, sessions, users,
};
use crate::error::store_error;
use crate::licenses::in_force;
use crate::memberships::{of_person, seats};
use crate::row;

/// How many rows are read at a time.
const PAGE: u64 = 500;

#[async_trait]
impl Examination for SqlStore {
    async fn examine(
        &self,
        each: &mut (dyn FnMut(Vitals) + Send),
    ) -> Result<Vec<Finding>, StoreError> {
        let mut round = Round {
            db: self.snapshot().await?,
            findings: Vec::new(),
        };
        round.organizations(each).await?;
        round.tables().await?;
        round.doubles().await?;
        round.active_organizations().await?;
        Ok(round.findings)
    }
}

/// One way through the database.
struct Round {
    db: DatabaseTransaction,
    findings: Vec<Finding>,
}

impl Round {
    /// Hands over the organizations.
    async fn organizations(
        &mut self,
        each: &mut (dyn FnMut(Vitals) + Send),
    ) -> Result<(), StoreError> {
        let mut last = None;
        loop {
            let page = self
                .page::<organizations::Entity>(organizations::Column::Id, last)
                .await?;
            for (id, row) in &page {
                let last_day = self.last_day(OrganizationId::new(*id)).await?;
                let organization = row::decode::<organizations::Entity, _>(row, "");
                if let Some(organization) = self.readable(*id, organization)?
                    && let Some(vitals) = self.vitals(organization, last_day).await?
                {
                    each(vitals);
                }
            }
            match page.last() {
                Some((id, _)) => last = Some(*id),
                None => return Ok(()),
            }
        }
    }

    /// What belongs to an organization; nothing where a row of it cannot be read, which is told with its table.
    async fn vitals(
        &self,
        organization: Organization,
        last_day: Option<SeatDay>,
    ) -> Result<Option<Vitals>, StoreError> {
        let id = organization.id;
        let owner = row::find(&self.db, of_person(id, organization.owner)).await;
        let license = row::find(&self.db, in_force(id)).await;
        let (Some(owner), Some(license)) = (unless_damaged(owner)?, unless_damaged(license)?)
        else {
            return Ok(None);
        };
        let checked = self.db.query_one(&seats(id)).await.map_err(store_error)?;
        let checked = checked.map_or(Ok(0), |row| row::count(&row, "seats"))?;
        let shown = self
            .db
            .query_all(&headcount(id))
            .await
            .map_err(store_error)?;
        Ok(Some(Vitals {
            organization,
            owner,
            checked,
            shown: add_up(&shown)?.seated,
            last_day,
            license,
        }))
    }

    /// The end of the seat history, all of which is read.
    async fn last_day(&mut self, id: OrganizationId) -> Result<Option<SeatDay>, StoreError> {
        let query = seat_days::Entity::find()
            .filter(seat_days::Column::OrganizationId.eq(id.get()))
            .order_by_asc(seat_days::Column::Day);
        let rows = self
            .db
            .query_all(query.as_query())
            .await
            .map_err(store_error)?;
        let mut last = None;
        for row in &rows {
            let day = row::decode::<seat_days::Entity, SeatDay>(row, "");
            last = self.readable(id.get(), day)?;
        }
        Ok(last)
    }

    /// Reads every row.
    async fn tables(&mut self) -> Result<(), StoreError> {
        self.table::<users::Entity, User>(users::Column::Id).await?;
        self.memberships().await?;
        self.table::<invite_links::Entity, InviteLink>(invite_links::Column::Id)
            .await?;
        self.table::<invitations::Entity, Invitation>(invitations::Column::Id)
            .await?;
        self.table::<licenses::Entity, InstalledLicense>(licenses::Column::Id)
            .await?;
        self.table::<sessions::Entity, Session>(sessions::Column::Id)
            .await?;
        self.table::<legacy_tokens::Entity, StoredLegacyToken>(legacy_tokens::Column::UserId)
            .await?;
        self.table::<personal_tokens::Entity, PersonalToken>(personal_tokens::Column::Id)
            .await?;
        self.table::<password_resets::Entity, PasswordReset>(password_resets::Column::Id)
            .await?;
        self.table::<mails::Entity, Mail>(mails::Column::Id).await?;
        self.table::<audit_events::Entity, AuditEvent>(audit_events::Column::Id)
            .await
    }

    async fn table<E, T>(&mut self, id: E::Column) -> Result<(), StoreError>
    where
        E: EntityTrait,
        T: TryFrom<E::Model, Error = StoreError>,
    {
        self.each::<E, T>(id, |_, _| Ok(None)).await
    }

    async fn memberships(&mut self) -> Result<(), StoreError> {
        let mark = |row: &QueryResult, membership: Membership| {
            let marked = row::computed(row, memberships::Column::HoldsSeat.as_str())?;
            Ok(seat_mark(&membership, marked))
        };
        self.each::<memberships::Entity, Membership>(memberships::Column::Id, mark)
            .await
    }

    /// Reads every row of a table, and looks at each that can be read.
    async fn each<E, T>(
        &mut self,
        id: E::Column,
        look: impl Fn(&QueryResult, T) -> Result<Option<Fault>, StoreError>,
    ) -> Result<(), StoreError>
    where
        E: EntityTrait,
        T: TryFrom<E::Model, Error = StoreError>,
    {
        let mut last = None;
        loop {
            let page = self.page::<E>(id, last).await?;
            for (id, row) in &page {
                let value = self.readable(*id, row::decode::<E, T>(row, ""))?;
                let fault = value.map_or(Ok(None), |value| look(row, value))?;
                self.findings.extend(fault.map(|fault| Finding {
                    table: E::default().table_name(),
                    row: *id,
                    fault,
                }));
            }
            match page.last() {
                Some((id, _)) => last = Some(*id),
                None => return Ok(()),
            }
        }
    }

    /// The rows after this key, each with its own.
    async fn page<E: EntityTrait>(
        &self,
        id: E::Column,
        after: Option<i64>,
    ) -> Result<Vec<(i64, QueryResult)>, StoreError> {
        let query = E::find()
            .filter(id.gt(after.unwrap_or(i64::MIN)))
            .order_by_asc(id)
            .limit(PAGE);
        let rows = self.all(&query).await?;
        let with_key = |row| Ok((row::computed(&row, id.as_str())?, row));
        rows.into_iter().map(with_key).collect()
    }

    async fn all<E: EntityTrait>(&self, query: &Select<E>) -> Result<Vec<QueryResult>, StoreError> {
        self.db
            .query_all(query.as_query())
            .await
            .map_err(store_error)
    }

    /// The value, unless its row is damaged, which is noted.
    fn readable<T>(
        &mut self,
        row: i64,
        read: Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::Corrupt { table, reason }) => {
                self.findings.push(Finding {
                    table,
                    row,
                    fault: Fault::Unreadable(reason),
                });
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Rows that there may be one of. Indexes see to that, unless they are damaged or were dropped.
    async fn doubles(&mut self) -> Result<(), StoreError> {
        use memberships::Column as Member;
        use {invitations::Column as Invited, licenses::Column as Licensed};
        let live = memberships::Entity::find().filter(Member::RemovedAt.is_null());
        self.double(
            live,
            Member::Id,
            &[Member::OrganizationId, Member::UserId],
            Fault::SecondMembership,
        )
        .await?;
        let open = invitations::Entity::find().filter(Invited::EndedHow.is_null());
        self.double(
            open,
            Invited::Id,
            &[Invited::OrganizationId, Invited::EmailCanonical],
            Fault::SecondInvitation,
        )
        .await?;
        self.double(
            licenses::Entity::find(),
            Licensed::Id,
            &[Licensed::LicenseId],
            Fault::SecondLicense,
        )
        .await
    }

    async fn double<E: EntityTrait>(
        &mut self,
        rows: Select<E>,
        id: E::Column,
        same: &[E::Column],
        fault: Fault,
    ) -> Result<(), StoreError> {
        let mut query = rows.select_only().column_as(id.max(), "second");
        for column in same {
            query = query.group_by(*column);
        }
        let query = query.having(id.count().gt(1)).order_by_asc(id.max());
        self.found::<E>(&query, "second", |_| Ok(fault.clone()))
            .await
    }

    /// People whose active organization is not there.
    async fn active_organizations(&mut self) -> Result<(), StoreError> {
        let there = Query::select()
            .column(organizations::Column::Id)
            .from(organizations::Entity)
            .take();
        let active = users::Column::ActiveOrganizationId;
        let query = users::Entity::find()
            .select_only()
            .column(users::Column::Id)
            .column(active)
            .filter(active.is_not_null())
            .filter(active.not_in_subquery(there))
            .order_by_asc(users::Column::Id);
        let fault = |row: &QueryResult| {
            let id = row::computed(row, active.as_str())?;
            Ok(Fault::NoSuchActiveOrganization(OrganizationId::new(id)))
        };
        self.found::<users::Entity>(&query, "id", fault).await
    }

    /// Notes every row that a query finds.
    async fn found<E: EntityTrait>(
        &mut self,
        query: &Select<E>,
        key: &str,
        fault: impl Fn(&QueryResult) -> Result<Fault, StoreError>,
    ) -> Result<(), StoreError> {
        for row in self.all(query).await? {
            self.findings.push(Finding {
                table: E::default().table_name(),
                row: row::computed(&row, key)?,
                fault: fault(&row)?,
            });
        }
        Ok(())
    }
}

/// What was read; nothing where its row is damaged.
fn unless_damaged<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Corrupt { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
