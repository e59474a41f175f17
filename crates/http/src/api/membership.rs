//! The people of an organization.

use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::model::id::UserId;
use muster_domain::use_cases::membership::{
    LeaveOrganization, ListMembers, RemoveMember, ViewMember,
};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::Tag;
use super::answer::NoContent;
use super::body::Body;
use super::caller::By;
use super::query::Asked;
use super::wire::member as wire;
use super::wire::page::PageLinks;
use super::wire::role_changes;
use super::wire::sent::{DayOrMoment, PageNumber, PageSize, RoleCodes, Sent, YesOrNo};
use crate::edge::{Access, Member, Problem, RouteRule, SignedIn};

pub(super) struct MembersApi;

pub(super) const RULES: [RouteRule; 7] = {
    const MANAGES: Access = Access::Role(Action::ManagePeople);
    [
        RouteRule::new("GET", "/api/organizations/:id/memberships", MANAGES),
        RouteRule::new("PATCH", "/api/organizations/:id/memberships", MANAGES),
        RouteRule::new("POST", "/api/organizations/:id/memberships", MANAGES),
        RouteRule::new("POST", "/api/organizations/:id/memberships/bulk", MANAGES),
        RouteRule::new(
            "GET",
            "/api/organizations/:id/memberships/:user_id",
            Access::Role(Action::UseProduct),
        ),
        RouteRule::new(
            "DELETE",
            "/api/organizations/:id/memberships/:user_id",
            MANAGES,
        ),
        RouteRule::new(
            "DELETE",
            "/api/organizations/:id/memberships/me",
            Access::Role(Action::Leave),
        ),
    ]
};

#[OpenApi(prefix_path = "/api", tag = "Tag::Members")]
impl MembersApi {
    /// List members
    #[oai(path = "/organizations/:id/memberships", method = "get")]
    #[expect(
        clippy::too_many_arguments,
        reason = "each parameter is documented as one"
    )]
    async fn list(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        links: PageLinks,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        /// The page, from 1. Past the end `results` is empty.
        page: Asked<Sent<PageNumber>>,
        /// Members on a page, 20 unless asked for; -1 for as many as one page may hold (10,000).
        page_size: Asked<Sent<PageSize>>,
        /// Only people whose name or address contains this.
        search: Asked<String>,
        /// Only people of these roles, divided by commas.
        role: Asked<Sent<RoleCodes>>,
        /// `id`, `role`, `email`, `username`, `first_name`, `last_name`, `last_activity` or `date_joined`,
        /// also with `user__` before it; with `-` before all greatest first.
        ordering: Asked<String>,
        /// Only people who were last active from this time or day on.
        #[oai(name = "user__last_activity__gte")]
        active_from: Asked<Sent<DayOrMoment>>,
        /// Only people who were last active up to this time or day, it included.
        #[oai(name = "user__last_activity__lte")]
        active_to: Asked<Sent<DayOrMoment>>,
        /// Removed members instead of present ones.
        is_deleted: Asked<Sent<YesOrNo>>,
    ) -> Result<Json<wire::MemberPage>, Problem> {
        let _ = id;
        let query = wire::member_query([
            ("page", page.0),
            ("page_size", page_size.0),
            ("search", search.0),
            ("role", role.0),
            ("ordering", ordering.0),
            (wire::ACTIVE_FROM, active_from.0),
            (wire::ACTIVE_TO, active_to.0),
            ("is_deleted", is_deleted.0),
        ])?;
        let request = query.page;
        let view = ListMembers {
            organization: member.organization,
            query,
        };
        let found = muster.view(&member.caller, &view).await?;
        Ok(Json(wire::MemberPage::new(found, request, &links)))
    }

    /// Give a member another role
    ///
    /// `DI` deactivates and frees the seat; without a role a deactivated member gets back what was held before.
    #[oai(path = "/organizations/:id/memberships", method = "patch")]
    async fn change_role(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        body: Body<wire::RoleChange>,
    ) -> Result<Json<wire::Member>, Problem> {
        let _ = id;
        let command = wire::change_role(body.0, member.organization)?;
        Ok(Json(muster.run(&member.caller, &command).await?.into()))
    }

    /// Give a member another role
    ///
    /// The same as PATCH.
    #[oai(path = "/organizations/:id/memberships", method = "post")]
    async fn change_role_by_post(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        body: Body<wire::RoleChange>,
    ) -> Result<Json<wire::Member>, Problem> {
        let _ = id;
        let command = wire::change_role(body.0, member.organization)?;
        Ok(Json(muster.run(&member.caller, &command).await?.into()))
    }

    /// Give several members other roles
    ///
    /// In the order of `changes`: a seat that one gives up is free for the next. With `atomic` all are changed or
    /// nobody is; without it each that is possible is made. With `dry_run` nothing is changed, and the answer tells
    /// what would be.
    #[oai(path = "/organizations/:id/memberships/bulk", method = "post")]
    async fn change_roles(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        body: Body<role_changes::RoleChanges>,
    ) -> Result<Json<role_changes::ChangedRoles>, Problem> {
        let _ = id;
        let command = role_changes::change_roles(body.0, member.organization)?;
        Ok(Json(muster.run(&member.caller, &command).await?.into()))
    }

    /// One member
    #[oai(path = "/organizations/:id/memberships/:user_id", method = "get")]
    async fn get(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        /// The person's account.
        user_id: Path<i64>,
    ) -> Result<Json<wire::MemberDetail>, Problem> {
        let _ = id;
        let view = ViewMember {
            organization: member.organization,
            user: UserId::new(user_id.0),
        };
        let found = muster.view(&member.caller, &view).await?;
        Ok(Json(found.member.into()))
    }

    /// Remove a member
    ///
    /// The membership ends; the account and the traces of what it did stay.
    #[oai(path = "/organizations/:id/memberships/:user_id", method = "delete")]
    async fn remove(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        /// The person's account.
        user_id: Path<i64>,
    ) -> Result<NoContent, Problem> {
        let _ = id;
        let command = RemoveMember {
            organization: member.organization,
            user: UserId::new(user_id.0),
        };
        muster.run(&member.caller, &command).await?;
        Ok(NoContent::Done)
    }

    /// Leave an organization
    ///
    /// Anybody may but the Owner.
    #[oai(path = "/organizations/:id/memberships/me", method = "delete")]
    async fn leave(
        &self,
        By(person): By<SignedIn>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
    ) -> Result<NoContent, Problem> {
        let _ = id;
        let place = person.caller.actor.authorize(Action::Leave)?;
        let command = LeaveOrganization {
            organization: place.organization,
        };
        muster.run(&person.caller, &command).await?;
        Ok(NoContent::Done)
    }
}
