//! The caller's own account.

use muster_domain::Muster;
use muster_domain::model::access::Action;
use muster_domain::model::actor::Caller;
use muster_domain::use_cases::account::{UpdateAccount, ViewAccount};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::answer::HotkeysStored;
use super::body::Body;
use super::caller::By;
use super::wire::error::InvalidHotkeys;
use super::wire::hotkeys::{self, CustomHotkeys, HotkeysPatch};
use super::wire::user as wire;
use crate::edge::{Access, Fields, Member, Problem, RouteRule, SignedIn};

pub(super) struct AccountApi;

pub(super) const RULES: [RouteRule; 5] = {
    const MEMBER: Access = Access::Role(Action::UseProduct);
    [
        RouteRule::new("GET", "/api/current-user", MEMBER),
        RouteRule::new("PATCH", "/api/current-user", Access::SignedIn),
        RouteRule::new("GET", "/api/current-user/whoami", Access::SignedIn),
        RouteRule::new("GET", "/api/current-user/hotkeys", MEMBER),
        RouteRule::new("PATCH", "/api/current-user/hotkeys", MEMBER),
    ]
};

#[OpenApi(prefix_path = "/api/current-user", tag = "Tag::CurrentUser")]
impl AccountApi {
    /// The caller
    #[oai(path = "/", method = "get")]
    async fn get(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<wire::User>, Problem> {
        show(muster, &member.caller).await
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
        update(muster, &person.caller, body.0).await
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
        Ok(Json(wire::WhoAmI::new(&account)))
    }

    /// The caller's keyboard shortcuts
    #[oai(path = "/hotkeys", method = "get")]
    async fn hotkeys(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
    ) -> Result<Json<CustomHotkeys>, Problem> {
        let account = muster.view(&member.caller, &ViewAccount).await?;
        Ok(Json(CustomHotkeys::new(account.user.hotkeys.as_ref())))
    }

    /// Store the caller's keyboard shortcuts
    ///
    /// All of them: what was stored before is replaced. At most 200, with names of at most 100 characters and keys of
    /// at most 50.
    #[oai(path = "/hotkeys", method = "patch")]
    async fn store_hotkeys(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        body: Body<HotkeysPatch>,
    ) -> Result<HotkeysStored<CustomHotkeys>, Problem> {
        let sent = Fields::value(&mut { body.0 }, "custom_hotkeys").unwrap_or_default();
        let hotkeys = match hotkeys::parse(sent) {
            Ok(hotkeys) => hotkeys,
            Err(fault) => return Ok(HotkeysStored::Invalid(Json(InvalidHotkeys::new(fault)))),
        };
        let stored = CustomHotkeys::new(Some(&hotkeys));
        let command = UpdateAccount {
            hotkeys: Some(hotkeys),
            ..UpdateAccount::default()
        };
        muster.run(&member.caller, &command).await?;
        Ok(HotkeysStored::Done(Json(stored)))
    }
}

/// The caller's account as it is answered.
pub(super) async fn show(muster: &Muster, caller: &Caller) -> Result<Json<wire::User>, Problem> {
    let account = muster.view(caller, &ViewAccount).await?;
    Ok(Json(wire::User::new(&account)))
}

/// Changes the caller's own account.
pub(super) async fn update(
    muster: &Muster,
    caller: &Caller,
    fields: Fields,
) -> Result<Json<wire::User>, Problem> {
    let (mut command, password) = wire::update_account(fields)?;
    if let Some(password) = password {
        command.password = Some(muster.tools().hasher.hash(&password).await?);
    }
    muster.run(caller, &command).await?;
    show(muster, caller).await
}
