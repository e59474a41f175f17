//! Accounts of the active organization's people.

use muster_domain::Muster;
use muster_domain::model::access::{Action, Denied};
use muster_domain::model::id::UserId;
use muster_domain::model::page::PageRequest;
use muster_domain::ports::{Belonging, MemberQuery};
use muster_domain::use_cases::account::ViewAccount;
use muster_domain::use_cases::membership::{ListMembers, ViewMember};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::answer::Created;
use super::body::Body;
use super::caller::By;
use super::query::Asked;
use super::wire::member::member_query;
use super::wire::user as wire;
use super::{Tag, account};
use crate::edge::{Access, Member, Problem, RouteRule};

pub(super) struct UsersApi;

pub(super) const RULES: [RouteRule; 4] = {
    const MANAGES: Access = Access::Role(Action::ManagePeople);
    const ONESELF: Access = Access::OneselfOr(Action::ManagePeople);
    [
        RouteRule::new("GET", "/api/users", MANAGES),
        RouteRule::new("POST", "/api/users", MANAGES),
        RouteRule::new("GET", "/api/users/:id", ONESELF),
        RouteRule::new("PATCH", "/api/users/:id", ONESELF),
    ]
};

#[OpenApi(prefix_path = "/api/users", tag = "Tag::Users")]
impl UsersApi {
    /// List accounts
    ///
    /// Of the active organization's members. Of what else they belong to nothing is told.
    #[oai(path = "/", method = "get")]
    async fn list(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// As for members of an organization.
        ordering: Asked<String>,
    ) -> Result<Json<Vec<wire::User>>, Problem> {
        let order = member_query([("ordering", ordering.0)])?.order;
        let view = ListMembers {
            organization: member.organization,
            query: MemberQuery {
                order,
                ..MemberQuery::all(PageRequest::everything())
            },
        };
        let people = muster.view(&member.caller, &view).await?;
        let here = here(muster, &member).await?;
        let users = people.items.iter();
        let users = users.map(|entry| wire::User::of_member(&entry.member, &here));
        Ok(Json(users.collect()))
    }

    /// Add somebody who has no account yet
    ///
    /// With the organization's default role. Who has an account is invited instead.
    #[oai(path = "/", method = "post")]
    async fn create(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        body: Body<wire::NewUser>,
    ) -> Result<Created<wire::User>, Problem> {
        let member = member.answering(201);
        let (mut command, password) = wire::create_member(body.0, member.organization)?;
        if let Some(password) = password {
            // Hashing is dear: not for those who may not add anybody.
            member.caller.actor.authorize(Action::ManagePeople)?;
            command.password = Some(muster.tools().hasher.hash(&password).await?);
        }
        let added = muster.run(&member.caller, &command).await?;
        let here = here(muster, &member).await?;
        Ok(Created::Made(Json(wire::User::of_member(&added, &here))))
    }

    /// One account
    #[oai(path = "/:id", method = "get")]
    async fn get(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The account.
        id: Path<i64>,
    ) -> Result<Json<wire::User>, Problem> {
        let user = UserId::new(id.0);
        if user == member.user {
            return account::show(muster, &member.caller).await;
        }
        member.caller.actor.authorize(Action::ManagePeople)?;
        show(muster, &member, user).await
    }

    /// Change an account
    ///
    /// One's own as `PATCH /api/current-user`. Of others the Owner and Administrators may change names and phone, and
    /// nothing else; an Administrator not the Owner's.
    #[oai(path = "/:id", method = "patch")]
    async fn update(
        &self,
        By(member): By<Member>,
        Data(muster): Data<&Muster>,
        /// The account.
        id: Path<i64>,
        body: Body<wire::UserPatch>,
    ) -> Result<Json<wire::User>, Problem> {
        let user = UserId::new(id.0);
        if user == member.user {
            return account::update(muster, &member.caller, body.0).await;
        }
        let command = wire::update_profile(body.0, member.organization, user)?;
        muster.run(&member.caller, &command).await?;
        show(muster, &member, user).await
    }
}

async fn show(muster: &Muster, member: &Member, user: UserId) -> Result<Json<wire::User>, Problem> {
    let view = ViewMember {
        organization: member.organization,
        user,
    };
    let found = muster.view(&member.caller, &view).await?;
    let here = here(muster, member).await?;
    Ok(Json(wire::User::of_member(&found.member, &here)))
}

/// The organization where the caller looks around, with its Owner's address.
async fn here(muster: &Muster, member: &Member) -> Result<Belonging, Problem> {
    let account = muster.view(&member.caller, &ViewAccount).await?;
    let mut belongings = account.belongings.into_iter();
    let here = belongings.find(|here| here.organization.id == member.organization);
    Ok(here.ok_or(Denied::Ended)?)
}
