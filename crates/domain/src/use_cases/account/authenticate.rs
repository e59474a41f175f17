//! Who bears a credential, asked on every request.

use crate::model::access::Denied;
use crate::model::actor::{Actor, Person, Place, Proof};
use crate::model::membership::{MemberRole, Standing};
use crate::model::refusal::{Kind, Refusal};
use crate::model::session::SessionPolicy;
use crate::model::time::Timestamp;
use crate::ports::{Addressed, Bearer, Credential, Directory, FoundMembership, StoreError};

/// A person who bears a valid credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// The person.
    pub actor: Actor,
    /// Whether [`RecordActivity`](super::RecordActivity) is due.
    pub activity_is_due: bool,
}

/// Why a credential is refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateError {
    /// Nobody bears it.
    #[error("Invalid token.")]
    Unknown,
    /// The session has ended by age or idleness.
    #[error("the session has ended; log in again")]
    SessionEnded,
    /// The addressed membership gives no access, or there is none.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for AuthenticateError {
    fn kind(&self) -> Kind {
        match self {
            Self::Unknown | Self::SessionEnded => Kind::Unauthenticated,
            Self::Denied(denied) => denied.kind(),
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown | Self::SessionEnded => "unauthenticated",
            Self::Denied(denied) => denied.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// One SELECT and one decision.
pub async fn authenticate(
    directory: &dyn Directory,
    now: Timestamp,
    credential: Credential,
    addressed: Addressed,
) -> Result<Authenticated, AuthenticateError> {
    let bearer = directory
        .find_bearer(credential, addressed)
        .await?
        .ok_or(AuthenticateError::Unknown)?;
    let policy = bearer
        .presence
        .as_ref()
        .map_or(SessionPolicy::WITHOUT_ORGANIZATION, |presence| {
            presence.organization.session_policy
        });
    if bearer
        .session
        .as_ref()
        .is_some_and(|session| !policy.admits(session, now))
    {
        return Err(AuthenticateError::SessionEnded);
    }
    let place = place(&bearer, addressed)?;
    let (proof, last_active_at) = match (&bearer.session, credential) {
        (Some(session), _) => (Proof::Session(session.id), session.last_active_at),
        (None, Credential::LegacyToken(digest)) => {
            (Proof::LegacyToken(digest), bearer.user.last_activity)
        }
        (None, Credential::Session(_)) => return Err(AuthenticateError::Unknown),
    };
    let person = Person {
        user: bearer.user.id,
        proof,
        place,
    };
    Ok(Authenticated {
        actor: Actor::Person(person),
        activity_is_due: policy.activity_is_due(last_active_at, now),
    })
}

/// Where the bearer stands. Access that was deactivated or removed has ended, whatever the credential;
/// an organization to which the bearer never belonged is not to be told from one that does not exist.
fn place(bearer: &Bearer, addressed: Addressed) -> Result<Option<Place>, Denied> {
    match (&bearer.presence, addressed) {
        (Some(presence), _) => match &presence.membership {
            FoundMembership::Live(membership)
                if !matches!(membership.standing, Standing::Deactivated { .. }) =>
            {
                let role: MemberRole = presence.organization.role_of(membership);
                Ok(Some(Place {
                    organization: presence.organization.id,
                    role,
                }))
            }
            FoundMembership::Live(_) | FoundMembership::Removed => Err(Denied::Ended),
        },
        (None, Addressed::Active) => Ok(None),
        (None, Addressed::Organization(_)) => Err(Denied::NotFound),
    }
}
