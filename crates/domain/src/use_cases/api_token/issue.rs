//! A new personal access token.

use async_trait::async_trait;

use crate::model::access::{Action, Denied};
use crate::model::actor::Actor;
use crate::model::api_token::{NewPersonalToken, PersonalToken, TokenKinds};
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::UserId;
use crate::model::organization::Organization;
use crate::model::refusal::{Kind, Refusal};
use crate::model::secret::PersonalAccessToken;
use crate::model::time::Timestamp;
use crate::ports::{Locked, StoreError};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Makes a personal access token for the person who asks, as long-lived as the active organization allows. Shown
/// once. There is at most one that can be used.
#[derive(Debug)]
pub struct IssuePersonalToken;

/// A personal access token that was just made.
#[derive(Debug)]
pub struct IssuedToken {
    /// The token.
    pub token: PersonalAccessToken,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it no longer works.
    pub expires_at: Timestamp,
}

/// Why none was made.
#[derive(Debug, thiserror::Error)]
pub enum IssuePersonalTokenError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// They are switched off here.
    #[error("personal access tokens are switched off in this organization")]
    SwitchedOff,
    /// There is one (Label Studio's words).
    #[error("You already have a valid token. Please revoke it before creating a new one.")]
    AlreadyThere,
}

impl From<StoreError> for IssuePersonalTokenError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for IssuePersonalTokenError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::SwitchedOff => Kind::Forbidden,
            Self::AlreadyThere => Kind::Conflict,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::SwitchedOff => "personal_tokens_off",
            Self::AlreadyThere => "personal_token_exists",
        }
    }
}

#[async_trait]
impl UseCase for IssuePersonalToken {
    type Output = IssuedToken;
    type Error = IssuePersonalTokenError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<IssuedToken, IssuePersonalTokenError> {
        let organization = lock_place(scope).await?;
        let user = scope.lock_self().await?.id;
        let kinds = kinds_in(scope, &organization);
        let present = scope.api_tokens().list_personal(user).await?;
        judge(kinds, &present, scope.now())?;
        Ok(issue(scope, &organization, user).await?)
    }
}

/// Whether somebody with these tokens may have one made, where these kinds may be used.
pub(super) fn judge(
    kinds: TokenKinds,
    present: &[PersonalToken],
    now: Timestamp,
) -> Result<(), IssuePersonalTokenError> {
    if !kinds.personal {
        return Err(IssuePersonalTokenError::SwitchedOff);
    }
    if present.iter().any(|token| token.admit(now).is_ok()) {
        return Err(IssuePersonalTokenError::AlreadyThere);
    }
    Ok(())
}

/// Locks the organization where the person who asks is, who must be more than Pending there.
pub(super) async fn lock_place(scope: &mut Scope<'_>) -> Result<Locked<Organization>, AccessError> {
    let place = match scope.actor() {
        Actor::Person(person) => person.place.ok_or(Denied::Nowhere)?,
        Actor::Visitor | Actor::Operator => return Err(Denied::Unauthenticated.into()),
    };
    scope.lock(place.organization, Action::UseProduct).await
}

/// The kinds of token that may be used there.
pub(super) fn kinds_in(scope: &Scope<'_>, organization: &Organization) -> TokenKinds {
    let kinds = organization.token_policy.kinds;
    kinds.and(scope.settings().token_kinds)
}

/// Makes a token, as long-lived as the organization allows.
pub(super) async fn issue(
    scope: &mut Scope<'_>,
    organization: &Organization,
    user: UserId,
) -> Result<IssuedToken, StoreError> {
    let now = whole_seconds(scope.now());
    let new = NewPersonalToken {
        user,
        name: scope.mint().token_name(),
        created_at: now,
        expires_at: now + organization.token_policy.life.duration(),
    };
    let token = scope.api_tokens().insert_personal(new).await?;
    let issued = Happening::to_account(user, AuditAction::PersonalTokenIssued);
    scope.record(issued).await?;
    Ok(shown(scope, &token))
}

fn shown(scope: &Scope<'_>, token: &PersonalToken) -> IssuedToken {
    IssuedToken {
        token: PersonalAccessToken::new(scope.signer().sign(&token.claims())),
        created_at: token.created_at,
        expires_at: token.expires_at,
    }
}

/// A token knows no smaller unit.
pub(super) fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}
