//! API tokens: the legacy token, personal access tokens, and which kinds an organization lets its people use.

use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::use_cases::api_token::{
    IssuePersonalToken, ListPersonalTokens, RefreshAccessToken, RenewLegacyToken,
    RevokePersonalTokenError, RotatePersonalTokenError, ViewLegacyToken,
};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::answer::{Created, Revoked, Rotated};
use super::body::Body;
use super::caller::By;
use super::wire::api_token as wire;
use super::wire::error::BareDetail;
use super::wire::organization::view;
use crate::edge::{Access, Member, Problem, RouteRule, Visit};

pub(super) struct TokensApi;

pub(super) const RULES: [RouteRule; 9] = {
    const MEMBER: Access = Access::Role(Action::UseProduct);
    [
        RouteRule::new("GET", "/api/current-user/token", MEMBER),
        RouteRule::new("POST", "/api/current-user/reset-token", MEMBER),
        RouteRule::new("GET", "/api/token", MEMBER),
        RouteRule::new("POST", "/api/token", MEMBER),
        RouteRule::new("POST", "/api/token/refresh", Access::Public),
        RouteRule::new("POST", "/api/token/rotate", MEMBER),
        RouteRule::new("POST", "/api/token/blacklist", Access::Public),
        RouteRule::new("GET", "/api/jwt/settings", MEMBER),
        RouteRule::new(
            "POST",
            "/api/jwt/settings",
            Access::Role(Action::SetTokenPolicy),
        ),
    ]
};

#[OpenApi(prefix_path = "/api", tag = "Tag::Tokens")]
impl TokensApi {
    /// The caller's legacy token
    #[oai(path = "/current-user/token", method = "get")]
    async fn get_legacy(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<wire::LegacyToken>, Problem> {
        let token = muster.view(&member.caller, &ViewLegacyToken).await?;
        Ok(Json(token.into()))
    }

    /// Make a new legacy token
    ///
    /// The old one is dead from then on.
    #[oai(path = "/current-user/reset-token", method = "post")]
    async fn reset_legacy(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Created<wire::LegacyToken>, Problem> {
        let member = member.answering(201);
        let command = RenewLegacyToken { user: member.user };
        let token = muster.run(&member.caller, &command).await?;
        Ok(Created::Made(Json(token.into())))
    }

    /// The caller's personal access tokens
    ///
    /// Those that can be used, without their signatures: enough to tell and to revoke them.
    #[oai(path = "/token", method = "get")]
    async fn list(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<Vec<wire::PersonalToken>>, Problem> {
        let tokens = muster.view(&member.caller, &ListPersonalTokens).await?;
        Ok(Json(tokens.into_iter().map(Into::into).collect()))
    }

    /// Make a personal access token
    ///
    /// It is shown this once. There is at most one: a second is refused (409) until the first is revoked.
    #[oai(path = "/token", method = "post")]
    async fn issue(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Created<wire::PersonalToken>, Problem> {
        let member = member.answering(201);
        let issued = muster.run(&member.caller, &IssuePersonalToken).await?;
        Ok(Created::Made(Json(issued.into())))
    }

    /// Get an access token
    ///
    /// Good for five minutes, as `Authorization: Bearer …` or `X-Api-Key: …`. The personal access token is the only
    /// credential that is needed.
    #[oai(path = "/token/refresh", method = "post")]
    async fn refresh(
        &self,
        visit: Visit,
        Data(muster): Data<&Muster>,
        body: Body<wire::RefreshToken>,
    ) -> Result<Json<wire::AccessToken>, Problem> {
        let refresh = wire::refresh(body.0)?;
        let view = RefreshAccessToken { refresh };
        let access = muster.view(&visit.caller, &view).await?;
        Ok(Json(access.into()))
    }

    /// Replace a personal access token
    ///
    /// The old one, and the access tokens made from it, are dead from then on.
    #[oai(path = "/token/rotate", method = "post")]
    async fn rotate(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        body: Body<wire::RefreshToken>,
    ) -> Result<Rotated<wire::RotatedToken>, Problem> {
        let command = wire::rotate(body.0)?;
        match muster.run(&member.caller, &command).await {
            Ok(issued) => Ok(Rotated::Done(Json(issued.into()))),
            Err(error @ RotatePersonalTokenError::Ended) => {
                Ok(Rotated::Ended(Json(BareDetail::new(&error))))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Revoke a personal access token
    ///
    /// Whole or as the list shows it. Access tokens made from it are dead from then on too. Needs no credential.
    #[oai(path = "/token/blacklist", method = "post")]
    async fn revoke(
        &self,
        visit: Visit,
        Data(muster): Data<&Muster>,
        body: Body<wire::RefreshToken>,
    ) -> Result<Revoked, Problem> {
        let command = wire::revoke(body.0)?;
        let visit = visit.answering(204);
        match muster.run(&visit.caller, &command).await {
            Ok(()) => Ok(Revoked::Done),
            Err(error @ RevokePersonalTokenError::NoSuchToken) => {
                Ok(Revoked::NoSuchToken(Json(BareDetail::new(&error))))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Which kinds of token may be used
    #[oai(path = "/jwt/settings", method = "get")]
    async fn settings(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<wire::TokenSettings>, Problem> {
        let view = view(member.organization);
        let details = muster.view(&member.caller, &view).await?;
        Ok(Json(details.organization.token_policy.into()))
    }

    /// Say which kinds of token may be used
    ///
    /// A kind that is switched off is refused at the next request. The life is that of tokens made from then on.
    #[oai(path = "/jwt/settings", method = "post")]
    async fn set(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        body: Body<wire::TokenSettingsChange>,
    ) -> Result<Json<wire::TokenSettings>, Problem> {
        let command = wire::set_token_policy(body.0, member.organization)?;
        Ok(Json(muster.run(&member.caller, &command).await?.into()))
    }
}
