//! Who bears a credential, asked on every request.

use crate::model::access::Denied;
use crate::model::actor::{Actor, Person, Place, Proof};
use crate::model::api_token::{TokenKinds, TokenRefused};
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
    /// A signed token is refused.
    #[error(transparent)]
    Token(#[from] TokenRefused),
    /// Legacy tokens are switched off here (Label Studio's words).
    #[error(
        "Authentication token no longer valid: legacy token authentication has been disabled for this organization"
    )]
    LegacyTokensOff,
    /// Personal access tokens are switched off here.
    #[error(
        "Authentication token no longer valid: personal access tokens have been disabled for this organization"
    )]
    PersonalTokensOff,
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
            Self::Unknown
            | Self::SessionEnded
            | Self::LegacyTokensOff
            | Self::PersonalTokensOff => Kind::Unauthenticated,
            Self::Token(refused) => refused.kind(),
            Self::Denied(denied) => denied.kind(),
            Self::Store(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown
            | Self::SessionEnded
            | Self::LegacyTokensOff
            | Self::PersonalTokensOff => "unauthenticated",
            Self::Token(refused) => refused.code(),
            Self::Denied(denied) => denied.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// One SELECT and one decision. `kinds` are the kinds of token that the server takes.
pub async fn authenticate(
    directory: &dyn Directory,
    kinds: TokenKinds,
    now: Timestamp,
    credential: Credential,
    addressed: Addressed,
) -> Result<Authenticated, AuthenticateError> {
    let bearer = directory
        .find_bearer(credential, addressed)
        .await?
        .ok_or(AuthenticateError::Unknown)?;
    let organization = bearer
        .presence
        .as_ref()
        .map(|presence| &presence.organization);
    let policy = organization.map_or(SessionPolicy::WITHOUT_ORGANIZATION, |organization| {
        organization.session_policy
    });
    let kinds = organization.map_or(kinds, |organization| {
        organization.token_policy.kinds.and(kinds)
    });
    let shown = match (credential, &bearer.session, &bearer.token) {
        (Credential::Session(_), Some(session), _) if policy.admits(session, now) => {
            (Proof::Session(session.id), session.last_active_at)
        }
        (Credential::Session(_), Some(_), _) => return Err(AuthenticateError::SessionEnded),
        (Credential::LegacyToken(digest), ..) => {
            (Proof::LegacyToken(digest), bearer.user.last_activity)
        }
        (Credential::PersonalToken(name), _, Some(token)) => {
            token.admit(now)?;
            (Proof::AccessToken(name), bearer.user.last_activity)
        }
        (Credential::Session(_) | Credential::PersonalToken(_), ..) => {
            return Err(AuthenticateError::Unknown);
        }
    };
    let (proof, last_active_at) = shown;
    let place = place(&bearer, addressed)?;
    match proof {
        Proof::LegacyToken(_) if !kinds.legacy => return Err(AuthenticateError::LegacyTokensOff),
        Proof::AccessToken(_) if !kinds.personal => {
            return Err(AuthenticateError::PersonalTokensOff);
        }
        Proof::Session(_) | Proof::LegacyToken(_) | Proof::AccessToken(_) => {}
    }
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
