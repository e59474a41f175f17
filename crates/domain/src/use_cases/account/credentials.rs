//! What several use cases do with a person's credentials.

use crate::model::account::User;
use crate::model::api_token::StoredLegacyToken;
use crate::model::audit::{AuditAction, Happening};
use crate::model::id::{OrganizationId, SessionId, UserId};
use crate::model::mail::{Letter, NewMail};
use crate::model::membership::{Membership, Standing};
use crate::model::password_reset::NewPasswordReset;
use crate::model::secret::{LegacyToken, PasswordHash, PasswordResetSecret, SessionSecret};
use crate::model::session::NewSession;
use crate::model::time::{Duration, Timestamp};
use crate::ports::{Locked, Purpose, StoreError};
use crate::use_cases::Scope;

/// A browser that was just logged in.
#[derive(Debug)]
pub struct SignedIn {
    /// Whose browser it is.
    pub user: UserId,
    /// What its cookie holds.
    pub secret: SessionSecret,
    /// How long a browser may keep the cookie. The session itself ends by the organization's policy.
    pub max_age: Duration,
}

/// Logs a person in who belongs somewhere: chooses the active organization and opens a session.
pub(in crate::use_cases) async fn admit(
    scope: &mut Scope<'_>,
    user: &mut Locked<User>,
) -> Result<SignedIn, StoreError> {
    let memberships = scope.memberships().list_of(user.id).await?;
    user.active_organization = next_active_organization(user.active_organization, &memberships);
    user.last_activity = scope.now();
    scope.users().update(user).await?;
    open_session(scope, user.id).await
}

/// Opens a session with a new secret.
pub(super) async fn open_session(
    scope: &mut Scope<'_>,
    user: UserId,
) -> Result<SignedIn, StoreError> {
    let secret = scope.mint().session_secret();
    let session = NewSession {
        user,
        digest: scope.mint().digest(secret.secret()),
        created_at: scope.now(),
    };
    scope.sessions().insert(session).await?;
    // The longest that browsers keep any cookie.
    Ok(SignedIn {
        user,
        secret,
        max_age: Duration::days(400),
    })
}

/// Sets a password. It ends every other session and every link to choose one.
pub(super) async fn set_password(
    scope: &mut Scope<'_>,
    user: &mut Locked<User>,
    password: PasswordHash,
    keep: Option<SessionId>,
    action: AuditAction,
) -> Result<(), StoreError> {
    user.password = Some(password);
    scope.users().update(user).await?;
    scope.sessions().delete_of(user.id, keep).await?;
    let now = scope.now();
    scope.password_resets().end_of(user.id, now).await?;
    scope.record(Happening::to_account(user.id, action)).await?;
    let letter = Letter::PasswordChanged { at: now };
    let mail = NewMail::to(user, letter, now);
    scope.post(vec![mail]).await
}

/// Makes a link by which a person chooses a password, good for so long.
pub(in crate::use_cases) async fn issue_password_reset(
    scope: &mut Scope<'_>,
    user: &User,
    life: Duration,
) -> Result<(PasswordResetSecret, Timestamp), StoreError> {
    let secret = scope.mint().password_reset_secret();
    let now = scope.now();
    let reset = NewPasswordReset {
        user: user.id,
        digest: scope.mint().digest(secret.secret()),
        created_at: now,
        expires_at: now + life,
    };
    let expires_at = reset.expires_at;
    scope.password_resets().insert(reset).await?;
    let issued = Happening::to_account(user.id, AuditAction::PasswordResetIssued);
    scope.record(issued).await?;
    Ok((secret, expires_at))
}

/// Gives a new account its legacy token.
pub(in crate::use_cases) async fn issue_legacy_token(
    scope: &mut Scope<'_>,
    user: UserId,
) -> Result<(), StoreError> {
    let token = scope.mint().legacy_token();
    issue_legacy_token_as(scope, user, &token).await
}

/// Gives a new account this legacy token.
pub(in crate::use_cases) async fn issue_legacy_token_as(
    scope: &mut Scope<'_>,
    user: UserId,
    token: &LegacyToken,
) -> Result<(), StoreError> {
    let stored = stored_legacy_token(scope, user, token);
    scope.api_tokens().insert_legacy(stored).await
}

/// Puts a new legacy token in place of the old one.
pub(in crate::use_cases) async fn renew_legacy_token(
    scope: &mut Scope<'_>,
    user: UserId,
) -> Result<LegacyToken, StoreError> {
    let token = scope.mint().legacy_token();
    let stored = stored_legacy_token(scope, user, &token);
    scope.api_tokens().update_legacy(stored).await?;
    Ok(token)
}

fn stored_legacy_token(scope: &Scope<'_>, user: UserId, token: &LegacyToken) -> StoredLegacyToken {
    StoredLegacyToken {
        user,
        digest: scope.mint().digest(token.secret()),
        sealed: scope.sealer().seal(Purpose::LegacyToken, token.secret()),
        created_at: scope.now(),
    }
}

/// Ends every token of an account: a new legacy token takes the place of the old one.
pub(super) async fn end_tokens(scope: &mut Scope<'_>, user: UserId) -> Result<(), StoreError> {
    let now = scope.now();
    scope.api_tokens().end_personal_of(user, now).await?;
    renew_legacy_token(scope, user).await?;
    Ok(())
}

/// Ends the sessions and the tokens of a person who is Deactivated wherever he belongs.
pub(in crate::use_cases) async fn end_access_if_deactivated_everywhere(
    scope: &mut Scope<'_>,
    user: UserId,
) -> Result<(), StoreError> {
    // Locked, so that two organizations that deactivate the person at once see each other.
    scope
        .users()
        .lock(user)
        .await?
        .ok_or(StoreError::Missing("users"))?;
    if is_deactivated_everywhere(&scope.memberships().list_of(user).await?) {
        scope.sessions().delete_of(user, None).await?;
        end_tokens(scope, user).await?;
    }
    Ok(())
}

/// Whether every membership is Deactivated. Who belongs nowhere is not.
pub(super) fn is_deactivated_everywhere(memberships: &[Membership]) -> bool {
    !memberships.is_empty() && memberships.iter().all(|membership| !is_live(membership))
}

/// The organization that is to be active after the remembered one: that one while it gives access,
/// else the first that does, one with a role before one where the person waits.
pub(in crate::use_cases) fn next_active_organization(
    remembered: Option<OrganizationId>,
    memberships: &[Membership],
) -> Option<OrganizationId> {
    let live = || memberships.iter().filter(|membership| is_live(membership));
    live()
        .find(|membership| Some(membership.organization) == remembered)
        .or_else(|| live().find(|membership| matches!(membership.standing, Standing::Active(_))))
        .or_else(|| live().next())
        .map(|membership| membership.organization)
}

fn is_live(membership: &Membership) -> bool {
    !matches!(membership.standing, Standing::Deactivated { .. })
}
