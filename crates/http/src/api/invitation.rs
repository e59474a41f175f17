//! Invitations by mail.

use std::sync::Arc;

use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::model::id::InvitationId;
use muster_domain::ports::Links as _;
use muster_domain::use_cases::invitation::{
    ResendInvitation, RevokeInvitation, ShowInvitationLink, ViewInvitation, Which,
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
use super::wire::invitation as wire;
use super::wire::page::PageLinks;
use super::wire::sent::{PageNumber, PageSize, Sent};
use crate::edge::{Access, HttpConfig, Member, Problem, RouteRule};

pub(super) struct InvitationsApi;

pub(super) const RULES: [RouteRule; 7] = {
    const INVITES: Access = Access::Role(Action::Invite);
    [
        RouteRule::new("POST", "/api/invite/send-email", INVITES),
        RouteRule::new("POST", "/api/invite/revoke", INVITES),
        RouteRule::new("GET", "/api/organizations/:id/invitations", INVITES),
        RouteRule::new(
            "PATCH",
            "/api/organizations/:id/invitations/:invitation_id",
            INVITES,
        ),
        RouteRule::new(
            "POST",
            "/api/organizations/:id/invitations/:invitation_id/resend",
            INVITES,
        ),
        RouteRule::new(
            "DELETE",
            "/api/organizations/:id/invitations/:invitation_id",
            INVITES,
        ),
        RouteRule::new(
            "GET",
            "/api/organizations/:id/invitations/:invitation_id/link",
            INVITES,
        ),
    ]
};

#[OpenApi(prefix_path = "/api", tag = "Tag::Invitations")]
impl InvitationsApi {
    /// Invite people by mail
    ///
    /// To the caller's active organization. Each address has a result of its own; where none could be invited that is
    /// an error, with the same `results`. The call does not wait for the mail server: see `delivery` of an invitation.
    #[oai(path = "/invite/send-email", method = "post")]
    async fn invite(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        body: Body<wire::InvitationOrder>,
    ) -> Result<Json<wire::InviteResults>, Problem> {
        let command = wire::invite_people(body.0, member.organization)?;
        let results = muster.run(&member.caller, &command).await;
        Ok(Json(results.map_err(wire::nobody_invited)?.into()))
    }

    /// Take an invitation back
    ///
    /// The one to this address in the caller's active organization.
    #[oai(path = "/invite/revoke", method = "post")]
    async fn revoke_by_address(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        body: Body<wire::InvitationRevocation>,
    ) -> Result<Json<wire::Revoked>, Problem> {
        let command = wire::revoke(body.0, member.organization)?;
        muster.run(&member.caller, &command).await?;
        Ok(Json(wire::Revoked::DONE))
    }

    /// List invitations
    ///
    /// Newest first, those that ended too.
    #[oai(path = "/organizations/:id/invitations", method = "get")]
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
        /// Only those that are `pending`, `accepted`, `expired`, `revoked` or `replaced` now.
        status: Asked<wire::InvitationStatus>,
        /// The page, from 1. Past the end `results` is empty.
        page: Asked<Sent<PageNumber>>,
        /// Invitations on a page, 20 unless asked for; -1 for as many as one page may hold (10,000).
        page_size: Asked<Sent<PageSize>>,
    ) -> Result<Json<wire::InvitationPage>, Problem> {
        let _ = id;
        let asked = [
            ("status", status.0),
            ("page", page.0),
            ("page_size", page_size.0),
        ];
        let view = wire::list(asked, member.organization)?;
        let found = muster.view(&member.caller, &view).await?;
        let now = muster.tools().clock.now();
        let page = wire::InvitationPage::new(found, view.page, &links, now);
        Ok(Json(page))
    }

    /// Offer another role
    ///
    /// The link stays. Whoever changes the role answers for the invitation from then on.
    #[oai(
        path = "/organizations/:id/invitations/:invitation_id",
        method = "patch"
    )]
    async fn change_role(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        /// The invitation.
        invitation_id: Path<i64>,
        body: Body<wire::InvitationPatch>,
    ) -> Result<Json<wire::Invitation>, Problem> {
        let _ = id;
        let invitation = InvitationId::new(invitation_id.0);
        let command = wire::change_role(body.0, member.organization, invitation)?;
        muster.run(&member.caller, &command).await?;
        show(muster, &member, invitation).await
    }

    /// Send an invitation again
    ///
    /// Pending or expired, with a new link that is good for the full time; earlier links read as replaced.
    #[oai(
        path = "/organizations/:id/invitations/:invitation_id/resend",
        method = "post"
    )]
    async fn resend(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        /// The invitation.
        invitation_id: Path<i64>,
    ) -> Result<Json<wire::Invitation>, Problem> {
        let _ = id;
        let invitation = InvitationId::new(invitation_id.0);
        let command = ResendInvitation {
            organization: member.organization,
            invitation,
        };
        muster.run(&member.caller, &command).await?;
        show(muster, &member, invitation).await
    }

    /// Take an invitation back
    ///
    /// It stays in the list as revoked.
    #[oai(
        path = "/organizations/:id/invitations/:invitation_id",
        method = "delete"
    )]
    async fn revoke(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        /// The invitation.
        invitation_id: Path<i64>,
    ) -> Result<NoContent, Problem> {
        let _ = id;
        let command = RevokeInvitation {
            organization: member.organization,
            which: Which::Id(InvitationId::new(invitation_id.0)),
        };
        muster.run(&member.caller, &command).await?;
        Ok(NoContent::Done)
    }

    /// The link of an invitation
    ///
    /// To be sent by other means than mail. Who has it can come in as the person invited, so the activity log tells
    /// who asked for it.
    #[oai(
        path = "/organizations/:id/invitations/:invitation_id/link",
        method = "get"
    )]
    async fn link(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        Data(config): Data<&Arc<HttpConfig>>,
        /// The organization; 0 for the caller's active one.
        id: Path<i64>,
        /// The invitation.
        invitation_id: Path<i64>,
    ) -> Result<Json<wire::InvitationLink>, Problem> {
        let _ = id;
        let command = ShowInvitationLink {
            organization: member.organization,
            invitation: InvitationId::new(invitation_id.0),
        };
        let secret = muster.run(&member.caller, &command).await?;
        let url = config.public_url.invitation(&secret);
        Ok(Json(wire::InvitationLink { url }))
    }
}

async fn show(
    muster: &Muster,
    member: &Member,
    invitation: InvitationId,
) -> Result<Json<wire::Invitation>, Problem> {
    let view = ViewInvitation {
        organization: member.organization,
        invitation,
    };
    let entry = muster.view(&member.caller, &view).await?;
    let now = muster.tools().clock.now();
    Ok(Json(wire::Invitation::new(entry, now)))
}
