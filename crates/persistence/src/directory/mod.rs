//! The read side: each read is one SELECT on the readers' connections.

mod accounts;
mod audit;
mod bearer;
mod invitations;
mod members;
mod organizations;
mod outbox;
mod overview;
#[cfg(test)]
mod page_cost;

pub(crate) use members::{add_up, headcount};

use async_trait::async_trait;
use muster_domain::model::account::User;
use muster_domain::model::api_token::{PersonalToken, StoredLegacyToken};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, OrganizationId, UserId};
use muster_domain::model::invite_link::InviteLink;
use muster_domain::model::license::InstalledLicense;
use muster_domain::model::mail::OutboxReport;
use muster_domain::model::organization::Organization;
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::model::password_reset::PasswordReset;
use muster_domain::model::seat_history::SeatDay;
use muster_domain::model::seats::Headcount;
use muster_domain::model::secret::Digest;
use muster_domain::model::time::{Day, Timestamp};
use muster_domain::ports::{
    Account, Addressed, AuditEntry, AuditQuery, Bearer, Credential, Directory, FoundInvitation,
    InvitationEntry, InvitationQuery, MemberEntry, MemberQuery, Overview, StoreError,
};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, JoinType, QueryFilter as _,
    QueryResult,
};

use crate::SqlStore;
use crate::api_tokens;
use crate::entity::{
    invite_links, legacy_tokens, organizations as organization_rows, password_resets, users,
};
use crate::error::store_error;
use crate::licenses;
use crate::row;
use crate::seat_history;

#[async_trait]
impl Directory for SqlStore {
    async fn find_bearer(
        &self,
        credential: Credential,
        addressed: Addressed,
    ) -> Result<Option<Bearer>, StoreError> {
        let found = self.read_one(&bearer::query(credential, addressed)).await?;
        found
            .map(|found| bearer::read(credential, &found))
            .transpose()
    }

    async fn find_user_by_email(&self, email: &EmailAddress) -> Result<Option<User>, StoreError> {
        let query =
            users::Entity::find().filter(users::Column::EmailCanonical.eq(email.canonical()));
        row::find(self.reader(), query).await
    }

    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        row::find(self.reader(), users::Entity::find_by_id(id.get())).await
    }

    async fn find_account(&self, user: UserId) -> Result<Option<Account>, StoreError> {
        accounts::read(&self.read_all(&accounts::query(user)).await?)
    }

    async fn find_organization(
        &self,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        row::find(
            self.reader(),
            organization_rows::Entity::find_by_id(id.get()),
        )
        .await
    }

    async fn find_overview(
        &self,
        id: OrganizationId,
        now: Timestamp,
    ) -> Result<Option<Overview>, StoreError> {
        overview::read(&self.read_all(&overview::query(id, now)).await?)
    }

    async fn list_organizations(
        &self,
        page: PageRequest,
    ) -> Result<Page<(Organization, User)>, StoreError> {
        self.read_page(
            &organizations::query(),
            &organizations::count(),
            page,
            organizations::read,
        )
        .await
    }

    async fn find_invite_link(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<InviteLink>, StoreError> {
        let query = invite_links::Entity::find()
            .filter(invite_links::Column::OrganizationId.eq(organization.get()))
            .filter(invite_links::Column::ResetAt.is_null());
        row::find(self.reader(), query).await
    }

    async fn find_invite_link_by_digest(
        &self,
        digest: Digest,
    ) -> Result<Option<(InviteLink, Organization)>, StoreError> {
        let mut query = Query::select();
        row::select::<invite_links::Entity>(&mut query, "link");
        row::select::<organization_rows::Entity>(&mut query, "organization");
        query
            .from_as(invite_links::Entity, "link")
            .join_as(
                JoinType::InnerJoin,
                organization_rows::Entity,
                "organization",
                Expr::col(("organization", "id")).equals(("link", "organization_id")),
            )
            .and_where(Expr::col(("link", "digest")).eq(digest.as_bytes().to_vec()));
        let found = self.read_one(&query).await?;
        let read = |found: QueryResult| {
            let link = row::joined::<invite_links::Entity, _>(&found, "link")?;
            Ok((
                link,
                row::joined::<organization_rows::Entity, _>(&found, "organization")?,
            ))
        };
        found.map(read).transpose()
    }

    async fn list_invitations(
        &self,
        organization: OrganizationId,
        query: InvitationQuery,
    ) -> Result<Page<InvitationEntry>, StoreError> {
        let (rows, count) = (
            invitations::list(organization, query),
            invitations::count(organization, query.state, query.now),
        );
        self.read_page(&rows, &count, query.page, invitations::read)
            .await
    }

    async fn find_invitation(
        &self,
        organization: OrganizationId,
        id: InvitationId,
    ) -> Result<Option<InvitationEntry>, StoreError> {
        let found = self.read_one(&invitations::find(organization, id)).await?;
        found.map(|found| invitations::read(&found)).transpose()
    }

    async fn find_invitation_by_digest(
        &self,
        digest: Digest,
    ) -> Result<Option<FoundInvitation>, StoreError> {
        let found = self.read_one(&invitations::by_digest(digest)).await?;
        found
            .map(|found| invitations::read_found(&found))
            .transpose()
    }

    async fn list_members(
        &self,
        organization: OrganizationId,
        query: &MemberQuery,
    ) -> Result<Page<MemberEntry>, StoreError> {
        let (rows, count) = (
            members::list(organization, query),
            members::count(organization, query),
        );
        self.read_page(&rows, &count, query.page, members::read)
            .await
    }

    async fn find_member(
        &self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<MemberEntry>, StoreError> {
        let found = self.read_one(&members::find(organization, user)).await?;
        found.map(|found| members::read(&found)).transpose()
    }

    async fn count_members(&self, organization: OrganizationId) -> Result<Headcount, StoreError> {
        members::add_up(&self.read_all(&members::headcount(organization)).await?)
    }

    async fn find_license(
        &self,
        organization: OrganizationId,
    ) -> Result<Option<InstalledLicense>, StoreError> {
        row::find(self.reader(), licenses::in_force(organization)).await
    }

    async fn list_seat_days(
        &self,
        organization: OrganizationId,
        from: Day,
        to: Day,
    ) -> Result<Vec<SeatDay>, StoreError> {
        row::list(self.reader(), seat_history::days(organization, from, to)).await
    }

    async fn find_legacy_token(
        &self,
        user: UserId,
    ) -> Result<Option<StoredLegacyToken>, StoreError> {
        row::find(self.reader(), legacy_tokens::Entity::find_by_id(user.get())).await
    }

    async fn list_personal_tokens(&self, user: UserId) -> Result<Vec<PersonalToken>, StoreError> {
        row::list(self.reader(), api_tokens::personal_of(user)).await
    }

    async fn find_password_reset(
        &self,
        digest: Digest,
    ) -> Result<Option<(PasswordReset, User)>, StoreError> {
        let mut query = Query::select();
        row::select::<password_resets::Entity>(&mut query, "reset");
        row::select::<users::Entity>(&mut query, "person");
        query
            .from_as(password_resets::Entity, "reset")
            .join_as(
                JoinType::InnerJoin,
                users::Entity,
                "person",
                Expr::col(("person", "id")).equals(("reset", "user_id")),
            )
            .and_where(Expr::col(("reset", "digest")).eq(digest.as_bytes().to_vec()));
        let found = self.read_one(&query).await?;
        let read = |found: QueryResult| {
            let reset = row::joined::<password_resets::Entity, _>(&found, "reset")?;
            Ok((reset, row::joined::<users::Entity, _>(&found, "person")?))
        };
        found.map(read).transpose()
    }

    async fn list_audit_events(
        &self,
        organization: OrganizationId,
        query: &AuditQuery,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let (rows, count) = (
            audit::list(organization, query),
            audit::count(organization, query),
        );
        self.read_page(&rows, &count, query.page, audit::read).await
    }

    async fn find_next_due_mail(&self) -> Result<Option<Timestamp>, StoreError> {
        let found = self.read_one(&outbox::next_due()).await?;
        found.map(|found| outbox::read_due(&found)).transpose()
    }

    async fn report_outbox(&self) -> Result<OutboxReport, StoreError> {
        let found = self.read_one(&outbox::report()).await?;
        found.map_or(Ok(OutboxReport::default()), |found| {
            outbox::read_report(&found)
        })
    }
}

impl SqlStore {
    async fn read_one(&self, query: &SelectStatement) -> Result<Option<QueryResult>, StoreError> {
        self.reader().query_one(query).await.map_err(store_error)
    }

    async fn read_all(&self, query: &SelectStatement) -> Result<Vec<QueryResult>, StoreError> {
        self.reader().query_all(query).await.map_err(store_error)
    }

    /// One page of `rows`, and their number by `count`, which gives it as `total`: beside each row, and by itself where
    /// the page has none.
    async fn read_page<T>(
        &self,
        rows: &SelectStatement,
        count: &SelectStatement,
        page: PageRequest,
        read: impl Fn(&QueryResult) -> Result<T, StoreError> + Send,
    ) -> Result<Page<T>, StoreError> {
        let rows = rows
            .clone()
            .expr_as(Expr::from(count.clone()), "total")
            .limit(page.size.into())
            .offset(page.offset())
            .take();
        let found = self.read_all(&rows).await?;
        let total = match found.first() {
            Some(first) => row::count(first, "total")?,
            None if page.page == 1 => 0,
            None => self.read_total(count).await?,
        };
        let items = found.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page { items, total })
    }

    /// The number that a query gives as `total`.
    async fn read_total(&self, count: &SelectStatement) -> Result<u64, StoreError> {
        self.read_one(count)
            .await?
            .map_or(Ok(0), |found| row::count(&found, "total"))
    }
}
