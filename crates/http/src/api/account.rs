//! The caller's own account.

use muster_domain::Muster;
use muster_domain::use_cases::account::ViewAccount;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::body::Body;
use super::caller::By;
use super::wire::user as wire;
use crate::edge::{Member, Problem, SignedIn};

pub(super) struct AccountApi;

#[OpenApi(prefix_path = "/api/current-user", tag = "Tag::CurrentUser")]
impl AccountApi {
    /// The caller
    #[oai(path = "/", method = "get")]
    async fn get(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<wire::User>, Problem> {
        let account = muster.view(&member.caller, &ViewAccount).await?;
        Ok(Json(account.into()))
    }

    /// Change the caller's profile
    ///
    /// People who still wait for a role may do this too. The e-mail address is never changed.
    #[oai(path = "/", method = "patch")]
    async fn update(
        &self,
        By(person): By<SignedIn>,
        Data(muster): Data<&Muster>,
        body: Body<wire::UserPatch>,
    ) -> Result<Json<wire::User>, Problem> {
        let (mut command, password) = wire::update_account(body.0)?;
        if let Some(password) = password {
            command.password = Some(muster.tools().hasher.hash(&password).await?);
        }
        muster.run(&person.caller, &command).await?;
        let account = muster.view(&person.caller, &ViewAccount).await?;
        Ok(Json(account.into()))
    }

    /// Who the caller is
    ///
    /// People who still wait for a role may ask this too.
    #[oai(path = "/whoami", method = "get")]
    async fn whoami(
        &self,
        By(person): By<SignedIn>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<wire::WhoAmI>, Problem> {
        let account = muster.view(&person.caller, &ViewAccount).await?;
        Ok(Json(account.into()))
    }
}
