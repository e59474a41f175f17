//! The caller's own account.

use muster_domain::Muster;
use muster_domain::model::actor::Caller;
use muster_domain::model::membership::{Invited, JoinedBy};
use muster_domain::use_cases::account::{Account, ViewAccount};
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
        let (account, invited) = own_account(muster, &member.caller).await?;
        Ok(Json(wire::User::new(&account, invited)))
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
        let (account, invited) = own_account(muster, &person.caller).await?;
        Ok(Json(wire::User::new(&account, invited)))
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
        let (account, invited) = own_account(muster, &person.caller).await?;
        Ok(Json(wire::WhoAmI::new(&account, invited)))
    }
}

/// The caller's account, and how the caller was invited to the active organization, where that was by mail.
async fn own_account(
    muster: &Muster,
    caller: &Caller,
) -> Result<(Account, Option<Invited>), Problem> {
    let account = muster.view(caller, &ViewAccount).await?;
    let by_mail = account
        .active()
        .map(|active| &active.membership)
        .filter(|membership| matches!(membership.joined_by, JoinedBy::Invitation(_)));
    let Some(membership) = by_mail else {
        return Ok((account, None));
    };
    let directory = muster.directory();
    let member = directory.find_member(membership.organization, membership.user);
    let invited = member.await?.and_then(|member| member.invited);
    Ok((account, invited))
}
