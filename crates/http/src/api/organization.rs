//! Organizations: title, contact, default role, seats, Owner.

use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::model::membership::Standing;
use muster_domain::model::page::PageRequest;
use muster_domain::ports::MemberQuery;
use muster_domain::use_cases::AccessError;
use muster_domain::use_cases::account::ViewAccount;
use muster_domain::use_cases::membership::ListMembers;
use muster_domain::use_cases::organization::ViewSeats;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::Tag;
use super::body::Body;
use super::caller::By;
use super::query::Asked;
use super::wire::organization as wire;
use crate::edge::{Access, Member, Problem, RouteRule};

pub(super) struct OrganizationsApi;

pub(super) const RULES: [RouteRule; 9] = {
    const MEMBER: Access = Access::Role(Action::UseProduct);
    const EDITS: Access = Access::Role(Action::EditOrganization);
    [
        RouteRule::new("GET", "/api/organizations", MEMBER),
        RouteRule::new("POST", "/api/organizations", Access::Nobody),
        RouteRule::new("GET", "/api/organizations/:id", MEMBER),
        RouteRule::new("PATCH", "/api/organizations/:id", EDITS),
        RouteRule::new("GET", "/api/organization", MEMBER),
        RouteRule::new("PATCH", "/api/organization", EDITS),
        RouteRule::new("PATCH", "/api/organizations/:id/set-default-role", EDITS),
        RouteRule::new(
            "GET",
            "/api/organizations/:id/seats",
            Access::Role(Action::SeeSeats),
        ),
        RouteRule::new(
            "POST",
            "/api/organizations/:id/transfer-ownership",
            Access::Role(Action::TransferOwnership),
        ),
    ]
};

#[OpenApi(prefix_path = "/api", tag = "Tag::Organizations")]
impl OrganizationsApi {
    /// The caller's organizations
    #[oai(path = "/organizations", method = "get")]
    async fn list(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// `id`, `title` or `created_at`; with `-` before it greatest first.
        ordering: Asked<String>,
    ) -> Result<Json<Vec<wire::OrganizationId>>, Problem> {
        let account = muster.view(&member.caller, &ViewAccount).await?;
        let own = account.belongings.into_iter().filter(|belonging| {
            !matches!(belonging.membership.standing, Standing::Deactivated { .. })
        });
        let organizations = own.map(|belonging| belonging.organization).collect();
        Ok(Json(wire::ordered(organizations, ordering.0.as_deref())))
    }

    /// Not offered
    ///
    /// Organizations are founded by signing up, or by the operator's command line.
    #[oai(path = "/organizations", method = "post")]
    #[expect(
        clippy::unused_async,
        reason = "the framework calls handlers as futures"
    )]
    async fn create(&self, _member: By<Member>) -> Result<Json<wire::Organization>, Problem> {
        Err(Problem::forbidden(
            "Organizations are not created over the API. Sign up without an invite link, or ask the operator.",
        ))
    }

    /// One organization
    #[oai(path = "/organizations/:id", method = "get")]
    async fn get(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
    ) -> Result<Json<wire::Organization>, Problem> {
        let _ = id;
        show(muster, &member).await
    }

    /// Change an organization
    #[oai(path = "/organizations/:id", method = "patch")]
    async fn update(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        body: Body<wire::OrganizationPatch>,
    ) -> Result<Json<wire::Organization>, Problem> {
        let _ = id;
        change(muster, &member, body).await
    }

    /// The active organization
    #[oai(path = "/organization", method = "get")]
    async fn get_active(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<wire::Organization>, Problem> {
        show(muster, &member).await
    }

    /// Change the active organization
    #[oai(path = "/organization", method = "patch")]
    async fn update_active(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        body: Body<wire::OrganizationPatch>,
    ) -> Result<Json<wire::Organization>, Problem> {
        change(muster, &member, body).await
    }

    /// Set what newcomers by the invite link get
    #[oai(path = "/organizations/:id/set-default-role", method = "patch")]
    async fn set_default_role(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        body: Body<wire::DefaultRolePatch>,
    ) -> Result<Json<wire::DefaultRole>, Problem> {
        let _ = id;
        let command = wire::set_default_role(body.0, member.organization)?;
        if let Some(command) = command {
            muster.run(&member.caller, &command).await?;
        }
        let view = wire::view(member.organization);
        let details = muster.view(&member.caller, &view).await?;
        Ok(Json(details.organization.into()))
    }

    /// How many seats are taken
    #[oai(path = "/organizations/:id/seats", method = "get")]
    async fn seats(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
    ) -> Result<Json<wire::Seats>, Problem> {
        let _ = id;
        let view = ViewSeats {
            organization: member.organization,
        };
        Ok(Json(muster.view(&member.caller, &view).await?.into()))
    }

    /// Make another member the Owner
    ///
    /// In one step. The old Owner stays as Administrator.
    #[oai(path = "/organizations/:id/transfer-ownership", method = "post")]
    async fn transfer_ownership(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        body: Body<wire::OwnershipTransfer>,
    ) -> Result<Json<wire::Organization>, Problem> {
        let _ = id;
        let command = wire::transfer_ownership(body.0, member.organization)?;
        muster.run(&member.caller, &command).await?;
        show(muster, &member).await
    }
}

async fn change(
    muster: &Muster,
    member: &Member,
    body: Body<wire::OrganizationPatch>,
) -> Result<Json<wire::Organization>, Problem> {
    let mint = &*muster.tools().mint;
    let command = wire::update_organization(body.0, member.organization, mint)?;
    muster.run(&member.caller, &command).await?;
    show(muster, member).await
}

async fn show(muster: &Muster, member: &Member) -> Result<Json<wire::Organization>, Problem> {
    let view = wire::view(member.organization);
    let details = muster.view(&member.caller, &view).await?;
    let people = ListMembers {
        organization: member.organization,
        query: MemberQuery::all(PageRequest::everything()),
    };
    let users = match muster.view(&member.caller, &people).await {
        Ok(page) => page
            .items
            .iter()
            .map(|found| found.member.user.id.get())
            .collect(),
        Err(AccessError::Denied(_)) => vec![member.user.get()],
        Err(error) => return Err(error.into()),
    };
    Ok(Json(wire::Organization::new(details, users)))
}
