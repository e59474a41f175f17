//! How a handler asks who is there. Put one of these first among a handler's arguments: it answers before the rest is read.

use muster_domain::model::access::{Action, Denied};
use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::id::{OrganizationId, UserId};
use poem::http::Method;
use poem::{FromRequest, Request, RequestBody};

use super::identity::Identity;
use super::info::RequestInfo;
use super::problem::Problem;

/// A person with a role in the addressed organization: who uses the product. Pending people are turned away.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The caller.
    pub(crate) caller: Caller,
    /// The addressed organization.
    pub(crate) organization: OrganizationId,
    /// The account.
    pub(crate) user: UserId,
}

/// Anybody who is signed in, Pending people and those in no organization included.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    /// The caller.
    pub(crate) caller: Caller,
}

/// Anybody, signed in or not: who looks at a page. Whose session has ended is a visitor.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// The caller.
    pub(crate) caller: Caller,
    /// Why a credential that was shown is not accepted, in a sentence for its bearer.
    pub(crate) ended: Option<String>,
}

/// A caller that a request has or has not.
pub(crate) trait FromIdentity: Sized {
    /// Tells who asks, or why he may not.
    fn from_identity(request: &Request) -> Result<Self, Problem>;
}

impl Member {
    /// The same, where success is answered with another status than is usual for the method.
    pub(crate) fn answering(mut self, status: u16) -> Self {
        self.caller.cause.response_code = status;
        self
    }
}

impl Visit {
    /// The same, where success is answered with another status than is usual for the method.
    pub(crate) fn answering(mut self, status: u16) -> Self {
        self.caller.cause.response_code = status;
        self
    }
}

impl FromIdentity for Member {
    fn from_identity(request: &Request) -> Result<Self, Problem> {
        let (actor, user) = person(request)?;
        let place = actor.authorize(Action::UseProduct)?;
        Ok(Self {
            caller: caller(request, actor)?,
            organization: place.organization,
            user,
        })
    }
}

impl FromIdentity for SignedIn {
    fn from_identity(request: &Request) -> Result<Self, Problem> {
        let (actor, _) = person(request)?;
        let caller = caller(request, actor)?;
        Ok(Self { caller })
    }
}

impl FromIdentity for Visit {
    fn from_identity(request: &Request) -> Result<Self, Problem> {
        let (actor, ended) = match request.data::<Identity>() {
            Some(Identity::Person { actor, .. }) => (actor.clone(), None),
            Some(Identity::Refused(problem)) if problem.status.is_server_error() => {
                return Err(problem.clone());
            }
            Some(Identity::Refused(problem)) => (Actor::Visitor, Some(problem.detail.clone())),
            Some(Identity::Visitor) | None => (Actor::Visitor, None),
        };
        Ok(Self {
            caller: caller(request, actor)?,
            ended,
        })
    }
}

impl<'a> FromRequest<'a> for Member {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self::from_identity(request)?)
    }
}

impl<'a> FromRequest<'a> for SignedIn {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self::from_identity(request)?)
    }
}

impl<'a> FromRequest<'a> for Visit {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self::from_identity(request)?)
    }
}

fn person(request: &Request) -> Result<(Actor, UserId), Problem> {
    match request.data::<Identity>() {
        Some(Identity::Person { actor, .. }) => {
            let user = actor.user().ok_or(Denied::Unauthenticated)?;
            Ok((actor.clone(), user))
        }
        Some(Identity::Refused(problem)) => Err(problem.clone()),
        Some(Identity::Visitor) | None => Err(Denied::Unauthenticated.into()),
    }
}

fn caller(request: &Request, actor: Actor) -> Result<Caller, Problem> {
    let info = request
        .data::<RequestInfo>()
        .ok_or_else(|| Problem::internal("the edge has not seen this request"))?;
    let usual = if info.method == Method::DELETE {
        204
    } else {
        200
    };
    Ok(info.caller(actor, usual))
}
