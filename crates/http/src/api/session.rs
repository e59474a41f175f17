//! How long sessions last in the active organization.

use muster_domain::Muster;
use muster_domain::model::access::Action;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::body::Body;
use super::caller::By;
use super::wire::organization::view;
use super::wire::session as wire;
use crate::edge::{Access, Member, Problem, RouteRule};

pub(super) struct SessionPolicyApi;

pub(super) const RULES: [RouteRule; 2] = {
    [
        RouteRule::new(
            "GET",
            "/api/session-policy",
            Access::Role(Action::UseProduct),
        ),
        RouteRule::new(
            "PATCH",
            "/api/session-policy",
            Access::Role(Action::SetSessionPolicy),
        ),
    ]
};

#[OpenApi(prefix_path = "/api/session-policy", tag = "Tag::SessionPolicy")]
impl SessionPolicyApi {
    /// How long sessions last
    #[oai(path = "/", method = "get")]
    async fn get(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<wire::SessionPolicy>, Problem> {
        show(muster, &member).await
    }

    /// Set how long sessions last
    ///
    /// For the Owner. It holds at once, also for sessions that stand.
    #[oai(path = "/", method = "patch")]
    async fn set(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        body: Body<wire::SessionPolicyPatch>,
    ) -> Result<Json<wire::SessionPolicy>, Problem> {
        let command = wire::set_session_policy(body.0, member.organization)?;
        muster.run(&member.caller, &command).await?;
        show(muster, &member).await
    }
}

async fn show(muster: &Muster, member: &Member) -> Result<Json<wire::SessionPolicy>, Problem> {
    let view = view(member.organization);
    let details = muster.view(&member.caller, &view).await?;
    Ok(Json(details.organization.into()))
}
