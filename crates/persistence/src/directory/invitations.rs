//! The e-mail invitations of an organization: lists, one of them, and where a link leads.

use muster_domain::model::account::User;
use muster_domain::model::id::{InvitationId, OrganizationId};
use muster_domain::model::invitation::InvitationState;
use muster_domain::model::mail::Delivery;
use muster_domain::model::secret::Digest;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::{FoundInvitation, InvitationEntry, InvitationQuery, StoreError};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};
use sea_orm::{JoinType, QueryResult};

use super::audit::live_membership;
use crate::entity::invitations::{ACCEPTED, LAPSED, REPLACED, REVOKED};
use crate::entity::{invitation_links, invitations, mails, organizations, users};
use crate::row::{self, Row, micros};

/// The invitations that match, newest first.
pub(super) fn list(organization: OrganizationId, query: InvitationQuery) -> SelectStatement {
    let mut select = matching(organization, query.state, query.now);
    with_delivery(&mut select);
    select.order_by(("invitation", "id"), Order::Desc).take()
}

/// How many match, as `total`.
pub(super) fn count(
    organization: OrganizationId,
    state: Option<InvitationState>,
    now: Timestamp,
) -> SelectStatement {
    matching(organization, state, now)
        .expr_as(Expr::col(("invitation", "id")).count(), "total")
        .take()
}

/// One of them.
pub(super) fn find(organization: OrganizationId, id: InvitationId) -> SelectStatement {
    let mut select = invitations_of(organization);
    with_delivery(&mut select);
    select
        .and_where(Expr::col(("invitation", "id")).eq(id.get()))
        .take()
}

/// Reads an invitation that [`list`] or [`find`] found.
pub(super) fn read(found: &QueryResult) -> Result<InvitationEntry, StoreError> {
    let inviter = row::left_joined::<users::Entity, User>(found, "inviter")?;
    let is_member = row::computed(found, "inviter_is_member")?;
    Ok(InvitationEntry {
        invitation: row::joined::<invitations::Entity, _>(found, "invitation")?,
        inviter: inviter.map(|inviter| (inviter, is_member)),
        delivery: delivery(found)?,
    })
}

fn delivery(found: &QueryResult) -> Result<Delivery, StoreError> {
    let Some(id) = row::computed::<Option<i64>>(found, "mail_id")? else {
        return Ok(Delivery::OFF);
    };
    let row = Row::of::<mails::Entity>(id);
    let state: String = row::computed(found, "mail_state")?;
    let finished_at = row::computed(found, "mail_finished_at")?;
    Ok(Delivery {
        state: Some(mails::state(row, &state, finished_at)?),
        attempts: row.number("attempts", row::computed(found, "mail_attempts")?)?,
        last_error: row::computed(found, "mail_last_error")?,
    })
}

/// The invitation that has or had this digest, where it leads, and who answers for it.
pub(super) fn by_digest(digest: Digest) -> SelectStatement {
    let mut select = Query::select();
    row::select::<invitations::Entity>(&mut select, "invitation");
    row::select::<organizations::Entity>(&mut select, "organization");
    select
        .from_as(invitation_links::Entity, "link")
        .join_as(
            JoinType::InnerJoin,
            invitations::Entity,
            "invitation",
            Expr::col(("invitation", "id")).equals(("link", "invitation_id")),
        )
        .join_as(
            JoinType::InnerJoin,
            organizations::Entity,
            "organization",
            Expr::col(("organization", "id")).equals(("invitation", "organization_id")),
        )
        .and_where(Expr::col(("link", "digest")).eq(digest.as_bytes().to_vec()));
    with_inviter(&mut select);
    select
}

/// Reads what [`by_digest`] found.
pub(super) fn read_found(found: &QueryResult) -> Result<FoundInvitation, StoreError> {
    Ok(FoundInvitation {
        invitation: row::joined::<invitations::Entity, _>(found, "invitation")?,
        organization: row::joined::<organizations::Entity, _>(found, "organization")?,
        inviter: row::left_joined::<users::Entity, _>(found, "inviter")?,
    })
}

/// The invitations of an organization, as `invitation`.
fn invitations_of(organization: OrganizationId) -> SelectStatement {
    Query::select()
        .from_as(invitations::Entity, "invitation")
        .and_where(Expr::col(("invitation", "organization_id")).eq(organization.get()))
        .take()
}

/// Those in this state, by the rule of [`Invitation::state`](muster_domain::model::invitation::Invitation::state).
fn matching(
    organization: OrganizationId,
    state: Option<InvitationState>,
    now: Timestamp,
) -> SelectStatement {
    let column = |name: &'static str| Expr::col(("invitation", name));
    let ended = |how: &'static str| column("ended_how").eq(how);
    let open = || column("ended_at").is_null();
    let mut select = invitations_of(organization);
    if let Some(state) = state {
        select.and_where(match state {
            InvitationState::Pending => open().and(column("expires_at").gt(micros(now))),
            InvitationState::Expired => open()
                .and(column("expires_at").lte(micros(now)))
                .or(ended(LAPSED)),
            InvitationState::Accepted => ended(ACCEPTED),
            InvitationState::Revoked => ended(REVOKED),
            InvitationState::Replaced => ended(REPLACED),
        });
    }
    select
}

/// Adds who answers for it, as `inviter`.
fn with_inviter(select: &mut SelectStatement) {
    row::select::<users::Entity>(select, "inviter");
    select.join_as(
        JoinType::LeftJoin,
        users::Entity,
        "inviter",
        Expr::col(("inviter", "id")).equals(("invitation", "invited_by")),
    );
}

/// Adds the invitation itself, who answers for it, and how its latest mail fared.
fn with_delivery(select: &mut SelectStatement) {
    row::select::<invitations::Entity>(select, "invitation");
    with_inviter(select);
    let latest = Query::select()
        .expr(Expr::col(("latest", "id")).max())
        .from_as(mails::Entity, "latest")
        .and_where(Expr::col(("latest", "invitation_id")).equals(("invitation", "id")))
        .take();
    select
        .expr_as(
            Expr::exists(live_membership("invitation", "inviter")),
            "inviter_is_member",
        )
        .expr_as(Expr::col(("mail", "id")), "mail_id")
        .expr_as(Expr::col(("mail", "state")), "mail_state")
        .expr_as(Expr::col(("mail", "attempts")), "mail_attempts")
        .expr_as(Expr::col(("mail", "last_error")), "mail_last_error")
        .expr_as(Expr::col(("mail", "finished_at")), "mail_finished_at")
        .join_as(
            JoinType::LeftJoin,
            mails::Entity,
            "mail",
            Expr::col(("mail", "id")).eq(latest),
        );
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::page::PageRequest;

    const ORGANIZATION: OrganizationId = OrganizationId::new(1);
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[tokio::test]
    async fn lists_are_read_along_indexes_and_need_no_sorting() {
        let states = InvitationState::ALL.into_iter().map(Some);
        for state in states.chain([None]) {
            let page = PageRequest::everything();
            let query = InvitationQuery {
                state,
                now: NOW,
                page,
            };
            let plan = crate::plan::of(&list(ORGANIZATION, query)).await;
            assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
            assert!(
                plan.iter().any(|step| step.contains("mails_of_invitation")),
                "{plan:#?}"
            );
            let plan = crate::plan::of(&count(ORGANIZATION, state, NOW)).await;
            assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
        }
    }

    #[tokio::test]
    async fn one_is_found_along_indexes() {
        let one = find(ORGANIZATION, InvitationId::new(1));
        for query in [one, by_digest(Digest::new([0; 32]))] {
            let plan = crate::plan::of(&query).await;
            assert!(crate::plan::is_along_indexes(&plan), "{plan:#?}");
        }
    }
}
