//! The link by which people join.

use std::sync::Arc;

use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::use_cases::organization::{ResetInviteLink, ViewInviteLink};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::Tag;
use super::answer::Created;
use super::body::Body;
use super::caller::By;
use super::wire::invite_link as wire;
use crate::edge::{Access, HttpConfig, Member, Problem, RouteRule};

pub(super) struct InvitesApi;

pub(super) const RULES: [RouteRule; 4] = {
    const LINK: Access = Access::Role(Action::ManageInviteLink);
    [
        RouteRule::new("GET", "/api/invite", LINK),
        RouteRule::new("POST", "/api/invite/reset-token", LINK),
        RouteRule::new("GET", "/api/organizations/:id/invite-link", LINK),
        RouteRule::new("PATCH", "/api/organizations/:id/invite-link", LINK),
    ]
};

#[OpenApi(prefix_path = "/api", tag = "Tag::Invites")]
impl InvitesApi {
    /// The invite link of the active organization
    #[oai(path = "/invite", method = "get")]
    async fn get(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        Data(config): Data<&Arc<HttpConfig>>,
    ) -> Result<Json<wire::Invite>, Problem> {
        let view = ViewInviteLink {
            organization: member.organization,
        };
        let link = muster.view(&member.caller, &view).await?;
        Ok(Json(wire::Invite::new(&link, &config.public_url)?))
    }

    /// Make a new invite link
    ///
    /// The old one is dead from then on.
    #[oai(path = "/invite/reset-token", method = "post")]
    async fn reset(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        Data(config): Data<&Arc<HttpConfig>>,
    ) -> Result<Created<wire::Invite>, Problem> {
        let member = member.answering(201);
        let command = ResetInviteLink {
            organization: member.organization,
        };
        let link = muster.run(&member.caller, &command).await?;
        let invite = wire::Invite::new(&link, &config.public_url)?;
        Ok(Created::Made(Json(invite)))
    }

    /// The invite link and its limits
    #[oai(path = "/organizations/:id/invite-link", method = "get")]
    async fn limits(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        Data(config): Data<&Arc<HttpConfig>>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
    ) -> Result<Json<wire::InviteLink>, Problem> {
        let _ = id;
        let view = ViewInviteLink {
            organization: member.organization,
        };
        let link = muster.view(&member.caller, &view).await?;
        Ok(Json(wire::InviteLink::new(&link, &config.public_url)))
    }

    /// Limit the invite link
    ///
    /// By time, by the number of people who may join by it, or neither (`null`).
    #[oai(path = "/organizations/:id/invite-link", method = "patch")]
    async fn limit(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        Data(config): Data<&Arc<HttpConfig>>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        body: Body<wire::InviteLinkPatch>,
    ) -> Result<Json<wire::InviteLink>, Problem> {
        let _ = id;
        let command = wire::limit_invite_link(body.0, member.organization)?;
        let link = muster.run(&member.caller, &command).await?;
        Ok(Json(wire::InviteLink::new(&link, &config.public_url)))
    }
}
