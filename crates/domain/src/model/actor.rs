//! Who asks.

use super::api_token::TokenName;
use super::audit::Cause;
use super::id::{OrganizationId, SessionId, UserId};
use super::membership::MemberRole;
use super::secret::Digest;

/// Who asks for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody without a credential.
    Visitor,
    /// A person who showed a valid one.
    Person(Person),
    /// The operator of the server, on its command line. May do everything but break a rule.
    Operator,
}

/// A person as authenticated for this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub user: UserId,
    /// What the person showed.
    pub proof: Proof,
    /// The organization that the request addresses and the role there; none for a person in no organization.
    /// For reads: a write looks again under the organization's lock.
    pub place: Option<Place>,
}

/// What a person showed and the store recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A browser session.
    Session(SessionId),
    /// The legacy token with this digest.
    LegacyToken(Digest),
    /// An access token made from the personal access token of this name.
    AccessToken(TokenName),
}

/// A membership that is not Deactivated, in the addressed organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The organization.
    pub organization: OrganizationId,
    /// The person's role there.
    pub role: MemberRole,
}

impl Actor {
    /// The account of a person.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Person(person) => Some(person.user),
            Self::Visitor | Self::Operator => None,
        }
    }

    /// The browser session of a person, where that was the credential.
    pub fn session(&self) -> Option<SessionId> {
        match self {
            Self::Person(Person {
                proof: Proof::Session(session),
                ..
            }) => Some(*session),
            Self::Person(_) | Self::Visitor | Self::Operator => None,
        }
    }
}

/// Who asks, and by which request: what a use case is run on behalf of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// By which request or command.
    pub cause: Cause,
}
