//! The caller's legacy token.

use muster_domain::Muster;
use muster_domain::use_cases::api_token::{RenewLegacyToken, ViewLegacyToken};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::answer::Created;
use super::caller::By;
use super::wire::api_token::LegacyToken;
use crate::edge::{Member, Problem};

pub(super) struct TokensApi;

#[OpenApi(prefix_path = "/api/current-user", tag = "Tag::CurrentUser")]
impl TokensApi {
    /// The caller's legacy token
    #[oai(path = "/token", method = "get")]
    async fn get(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<LegacyToken>, Problem> {
        let token = muster.view(&member.caller, &ViewLegacyToken).await?;
        Ok(Json(token.into()))
    }

    /// Make a new legacy token
    ///
    /// The old one is dead from then on.
    #[oai(path = "/reset-token", method = "post")]
    async fn reset(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Created<LegacyToken>, Problem> {
        let member = member.answering(201);
        let command = RenewLegacyToken { user: member.user };
        let token = muster.run(&member.caller, &command).await?;
        Ok(Created::Made(Json(token.into())))
    }
}
