//! The people of an organization: lists, one of them, and their number.

use muster_domain::model::account::User;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::membership::{Invited, Member, MemberRole, Role};
use muster_domain::model::seats::Headcount;
use muster_domain::ports::{MemberEntry, MemberQuery, MemberSort, StoreError};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait as _, Func, Order, Query, SelectStatement,
};
use sea_orm::{JoinType, QueryResult};

use super::audit::live_membership;
use crate::entity::invitations::ACCEPTED;
use crate::entity::memberships::{ACTIVE, DEACTIVATED, PENDING};
use crate::entity::{invitations, memberships, organizations, users};
use crate::like::contains;
use crate::row::{self, Row, micros};

/// The members that match, in order.
pub(super) fn list(organization: OrganizationId, query: &MemberQuery) -> SelectStatement {
    let mut select = matching(organization, query);
    with_people(&mut select);
    let direction = if query.order.descending {
        Order::Desc
    } else {
        Order::Asc
    };
    match query.order.by {
        MemberSort::Id => return select.order_by(("member", "id"), direction).take(),
        MemberSort::Role => select.order_by_expr(rank(), direction),
        MemberSort::Name => select.order_by_expr(name(), direction),
        MemberSort::Email => select.order_by(("person", "email_sort"), direction),
        MemberSort::Username => select.order_by(("person", "username_sort"), direction),
        MemberSort::FirstName => select.order_by(("person", "first_name_sort"), direction),
        MemberSort::LastName => select.order_by(("person", "last_name_sort"), direction),
        MemberSort::LastActivity => select.order_by(("person", "last_activity"), direction),
        MemberSort::DateJoined => select.order_by(("person", "date_joined"), direction),
        MemberSort::Waiting => select
            .order_by_expr(promised_at().is_null(), direction.clone())
            .order_by_expr(promised_at(), direction),
    };
    select.order_by(("member", "id"), Order::Asc).take()
}

/// How many members match, as `total`.
pub(super) fn count(organization: OrganizationId, query: &MemberQuery) -> SelectStatement {
    let mut select = matching(organization, query);
    let looks_at_people =
        query.search.is_some() || query.active_from.is_some() || query.active_to.is_some();
    if looks_at_people {
        join_people(&mut select);
    }
    select
        .expr_as(Expr::col(("member", "id")).count(), "total")
        .take()
}

/// One member, unless removed.
pub(super) fn find(organization: OrganizationId, user: UserId) -> SelectStatement {
    let mut select = members(organization);
    with_people(&mut select);
    select
        .and_where(Expr::col(("member", "user_id")).eq(user.get()))
        .and_where(Expr::col(("member", "removed_at")).is_null())
        .take()
}

/// Reads what [`list`] or [`find`] found.
pub(super) fn read(found: &QueryResult) -> Result<MemberEntry, StoreError> {
    let inviter = row::left_joined::<users::Entity, User>(found, "inviter")?;
    let is_member = row::computed(found, "inviter_is_member")?;
    Ok(MemberEntry {
        member: member(found)?,
        inviter: inviter.map(|inviter| (inviter, is_member)),
    })
}

fn member(found: &QueryResult) -> Result<Member, StoreError> {
    let membership = row::joined::<memberships::Entity, _>(found, "member")?;
    let rank = row::computed::<i32>(found, "rank")?;
    let role = MemberRole::ALL
        .into_iter()
        .find(|role| rank_of(*role) == rank);
    Ok(Member {
        membership,
        role: role.expect("a rank of `rank`"),
        user: row::joined::<users::Entity, _>(found, "person")?,
        invited: invited(found)?,
    })
}

/// Reads what [`with_invitation`] added.
pub(super) fn invited(found: &QueryResult) -> Result<Option<Invited>, StoreError> {
    let Some(id) = row::computed::<Option<i64>>(found, "invitation_id")? else {
        return Ok(None);
    };
    let row = Row::of::<invitations::Entity>(id);
    Ok(Some(Invited {
        at: row.time("created_at", row::computed(found, "invited_at")?)?,
        by: row::computed::<Option<i64>>(found, "invited_by")?.map(UserId::new),
    }))
}

/// Members who were not removed, counted by standing, seat and promise.
pub(crate) fn headcount(organization: OrganizationId) -> SelectStatement {
    Query::select()
        .column("standing")
        .column("holds_seat")
        .expr_as(Expr::col("id").count(), "people")
        .expr_as(Expr::col("promised_at").count(), "promised")
        .from(memberships::Entity)
        .and_where(Expr::col("organization_id").eq(organization.get()))
        .and_where(Expr::col("removed_at").is_null())
        .group_by_columns(["standing", "holds_seat"])
        .take()
}

/// Adds up what [`headcount`] found.
pub(crate) fn add_up(groups: &[QueryResult]) -> Result<Headcount, StoreError> {
    let mut headcount = Headcount::default();
    for group in groups {
        let people = row::count(group, "people")?;
        if row::computed(group, "holds_seat")? {
            headcount.seated += people;
        }
        match &*row::computed::<String>(group, "standing")? {
            PENDING => {
                headcount.pending += people;
                headcount.waiting += row::count(group, "promised")?;
            }
            DEACTIVATED => headcount.deactivated += people,
            _ => {}
        }
    }
    Ok(headcount)
}

/// The memberships of an organization as `member`, and the organization itself.
fn members(organization: OrganizationId) -> SelectStatement {
    Query::select()
        .from_as(memberships::Entity, "member")
        .join_as(
            JoinType::InnerJoin,
            organizations::Entity,
            "organization",
            Expr::col(("organization", "id")).eq(organization.get()),
        )
        .and_where(Expr::col(("member", "organization_id")).eq(organization.get()))
        .take()
}

/// Those of a query. Search and last activity are looked for in `person`.
fn matching(organization: OrganizationId, query: &MemberQuery) -> SelectStatement {
    let removed_at = Expr::col(("member", "removed_at"));
    let mut select = members(organization);
    select.and_where(if query.removed {
        removed_at.is_not_null()
    } else {
        removed_at.is_null()
    });
    if !query.roles.is_empty() {
        select.and_where(rank().is_in(query.roles.iter().map(|role| rank_of(*role))));
    }
    if query.waiting {
        select.and_where(promised_at().is_not_null());
    }
    let last_activity = || Expr::col(("person", "last_activity"));
    if let Some(from) = query.active_from {
        select.and_where(last_activity().gte(micros(from)));
    }
    if let Some(to) = query.active_to {
        select.and_where(last_activity().lte(micros(to)));
    }
    if let Some(needle) = &query.search {
        select.and_where(contains(Expr::col(("person", "search_text")), needle));
    }
    select
}

fn with_people(select: &mut SelectStatement) {
    join_people(select);
    row::select::<memberships::Entity>(select, "member");
    row::select::<users::Entity>(select, "person");
    row::select::<users::Entity>(select, "inviter");
    select.expr_as(rank(), "rank");
    with_invitation(select);
    select
        .expr_as(
            Expr::exists(live_membership("invitation", "inviter")),
            "inviter_is_member",
        )
        .join_as(
            JoinType::LeftJoin,
            users::Entity,
            "inviter",
            Expr::col(("inviter", "id")).equals(("invitation", "invited_by")),
        );
}

/// Adds the invitation by which the `member` came.
pub(super) fn with_invitation(select: &mut SelectStatement) {
    select
        .expr_as(Expr::col(("invitation", "id")), "invitation_id")
        .expr_as(Expr::col(("invitation", "created_at")), "invited_at")
        .expr_as(Expr::col(("invitation", "invited_by")), "invited_by")
        .join_as(
            JoinType::LeftJoin,
            invitations::Entity,
            "invitation",
            Expr::col(("invitation", "id")).eq(Expr::expr(accepted_last())),
        );
}

/// The id of the invitation that the member accepted last, of those accepted since the membership began, as
/// [`Membership::invited_by`](muster_domain::model::membership::Membership::invited_by) has it.
fn accepted_last() -> SelectStatement {
    let accepted = |column: &'static str| Expr::col(("accepted", column));
    Query::select()
        .column(("accepted", "id"))
        .from_as(invitations::Entity, "accepted")
        .and_where(accepted("organization_id").equals(("member", "organization_id")))
        .and_where(accepted("ended_by").equals(("member", "user_id")))
        .and_where(accepted("ended_at").gte(Expr::col(("member", "created_at"))))
        .and_where(accepted("ended_how").eq(ACCEPTED))
        .order_by(("accepted", "ended_at"), Order::Desc)
        .order_by(("accepted", "id"), Order::Desc)
        .limit(1)
        .take()
}

fn join_people(select: &mut SelectStatement) {
    select.join_as(
        JoinType::InnerJoin,
        users::Entity,
        "person",
        Expr::col(("person", "id")).equals(("member", "user_id")),
    );
}

fn name() -> Expr {
    let text = Expr::col(("person", "search_text"));
    Func::cust("trim").arg(text).into()
}

/// Since when a promised role is waited for. Only who waits has one.
fn promised_at() -> Expr {
    Expr::col(("member", "promised_at"))
}

/// The place of a role in the order of roles.
fn rank_of(role: MemberRole) -> i32 {
    role as i32
}

/// The same of a row, by the rule of [`Organization::role_of`](muster_domain::model::organization::Organization::role_of).
fn rank() -> Expr {
    let is = |column: &'static str, code: &'static str| Expr::col(("member", column)).eq(code);
    let active = |role: Role| is("standing", ACTIVE).and(is("role", role.code()));
    let owner = Expr::col(("member", "user_id"))
        .equals(("organization", "owner_id"))
        .and(Expr::col(("member", "removed_at")).is_null());
    CaseStatement::new()
        .case(owner, rank_of(MemberRole::Owner))
        .case(
            active(Role::Administrator),
            rank_of(MemberRole::Administrator),
        )
        .case(active(Role::Manager), rank_of(MemberRole::Manager))
        .case(active(Role::Reviewer), rank_of(MemberRole::Reviewer))
        .case(active(Role::Annotator), rank_of(MemberRole::Annotator))
        .case(is("standing", PENDING), rank_of(MemberRole::Pending))
        .finally(rank_of(MemberRole::Deactivated))
        .into()
}
