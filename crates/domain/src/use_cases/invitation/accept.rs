//! Coming in by an invitation, with or without an account.

use async_trait::async_trait;
use secrecy::SecretString;

use super::open::store_ended;
use crate::model::access::Denied;
use crate::model::account::{NewUser, User};
use crate::model::audit::{AuditAction, Happening};
use crate::model::email::EmailAddress;
use crate::model::id::UserId;
use crate::model::invitation::{DeadInvitation, ForAnotherAddress, HowEnded, Invitation};
use crate::model::membership::{JoinedBy, Membership, NewMembership, Standing};
use crate::model::organization::Organization;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::secret::{Digest, Password, PasswordHash, PasswordLengthError};
use crate::model::time::Timestamp;
use crate::ports::{Directory, HasherError, Locked, PasswordHasher, StoreError};
use crate::use_cases::account::{SignedIn, admit, issue_legacy_token};
use crate::use_cases::membership::tell_of_waiting;
use crate::use_cases::{AccessError, Scope, UseCase};

/// Makes the person invited a member. Single use, and only for the address invited.
#[derive(Debug)]
pub struct AcceptInvitation {
    link: Digest,
    who: Who,
}

/// Who accepts.
#[derive(Debug)]
enum Who {
    /// The person who is signed in.
    Caller,
    /// Somebody without an account, who chose a password.
    Newcomer(EmailAddress, PasswordHash),
    /// Somebody whose password was right a moment ago.
    Known(UserId, PasswordHash),
}

/// What a person who is not signed in fills in.
#[derive(Debug)]
pub struct AcceptForm {
    /// The address, as its holder writes it; as the inviter wrote it where left away.
    pub email: Option<EmailAddress>,
    /// The password: a new one, or that of the account there is.
    pub password: SecretString,
}

/// What was accepted.
#[derive(Debug)]
pub struct Accepted {
    /// Where the person is a member now.
    pub organization: Organization,
    /// With a role, or waiting for one.
    pub standing: Standing,
    /// The browser that was logged in, where the person was not signed in before.
    pub signed_in: Option<SignedIn>,
}

/// Why the person did not come in.
#[derive(Debug, thiserror::Error)]
pub enum AcceptInvitationError {
    /// Nobody is signed in, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// There never was such an invitation.
    #[error(
        "this invitation is not valid; check that its link was copied whole, or ask for a new one"
    )]
    Wrong,
    /// It worked once.
    #[error(transparent)]
    Dead(#[from] DeadInvitation),
    /// Somebody else is signed in.
    #[error(transparent)]
    ForAnotherAddress(#[from] ForAnotherAddress),
    /// Another address was filled in than the one invited.
    #[error("This invitation is for {}.", .0.as_str())]
    OtherEmail(EmailAddress),
    /// The person has a role here, or was deactivated.
    #[error("you are a member of this organization already")]
    AlreadyMember,
    /// The password is too short or too long.
    #[error(transparent)]
    Password(#[from] PasswordLengthError),
    /// It is not the password of the account there is.
    #[error("This is not the password of your account.")]
    WrongPassword,
    /// The account there is has no password yet.
    #[error(
        "your account has no password yet; ask for a link to choose one, then open the invitation again"
    )]
    NoPassword,
    /// The account was made or changed while the password was being hashed.
    #[error("your account has just been made or changed; try again")]
    AccountChanged,
    /// Passwords cannot be hashed now.
    #[error(transparent)]
    Hasher(#[from] HasherError),
}

impl From<StoreError> for AcceptInvitationError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl From<Denied> for AcceptInvitationError {
    fn from(denied: Denied) -> Self {
        Self::Access(denied.into())
    }
}

impl Refusal for AcceptInvitationError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::Wrong => Kind::Forbidden,
            Self::Dead(dead) => dead.kind(),
            Self::ForAnotherAddress(error) => error.kind(),
            Self::OtherEmail(_)
            | Self::AlreadyMember
            | Self::Password(_)
            | Self::WrongPassword
            | Self::NoPassword
            | Self::AccountChanged => Kind::Invalid,
            Self::Hasher(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::Wrong => "invitation_invalid",
            Self::Dead(dead) => dead.code(),
            Self::ForAnotherAddress(error) => error.code(),
            Self::AlreadyMember => "already_member",
            Self::OtherEmail(_) | Self::Password(_) | Self::WrongPassword | Self::NoPassword => {
                "invalid"
            }
            Self::AccountChanged => "account_changed",
            Self::Hasher(error) => error.code(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::OtherEmail(_) => vec![FieldError::new("email", self.to_string())],
            Self::Password(_) | Self::WrongPassword | Self::NoPassword => {
                vec![FieldError::new("password", self.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

impl AcceptInvitation {
    /// By the person who is signed in.
    pub fn as_caller(link: Digest) -> Self {
        let who = Who::Caller;
        Self { link, who }
    }

    /// By somebody who is not signed in: who has no account gets one, who has one logs in to it. Verifies or hashes
    /// the password, which takes long, before any unit of work.
    pub async fn prepare(
        link: Digest,
        form: &AcceptForm,
        now: Timestamp,
        directory: &dyn Directory,
        hasher: &dyn PasswordHasher,
    ) -> Result<Self, AcceptInvitationError> {
        let found = directory.find_invitation_by_digest(link).await?;
        let invitation = found.ok_or(AcceptInvitationError::Wrong)?.invitation;
        if invitation.admit(link, now).is_err() {
            // Nobody comes in: it is for the use case to say so and to record it, not worth a hash.
            return Ok(Self::as_caller(link));
        }
        let email = form.email.as_ref().unwrap_or(&invitation.email);
        if *email != invitation.email {
            return Err(AcceptInvitationError::OtherEmail(invitation.email));
        }
        let who = match directory.find_user_by_email(email).await? {
            None => {
                let password = Password::parse(form.password.clone())?;
                Who::Newcomer(email.clone(), hasher.hash(&password).await?)
            }
            Some(user) => {
                let hash = user.password.ok_or(AcceptInvitationError::NoPassword)?;
                if !hasher.verify(&form.password, Some(hash.clone())).await? {
                    return Err(AcceptInvitationError::WrongPassword);
                }
                Who::Known(user.id, hash)
            }
        };
        Ok(Self { link, who })
    }
}

#[async_trait]
impl UseCase for AcceptInvitation {
    /// A dead invitation is an answer and no failure: that it was tried is recorded.
    type Output = Result<Accepted, DeadInvitation>;
    type Error = AcceptInvitationError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<Self::Output, AcceptInvitationError> {
        let seen = scope.invitations().find(self.link).await?;
        let seen = seen.ok_or(AcceptInvitationError::Wrong)?;
        let locked = scope.organizations().lock(seen.organization).await?;
        let organization = locked.ok_or(AcceptInvitationError::Wrong)?;
        // Read again under the lock: of two who accept at once, the second finds it used.
        let found = scope.invitations().find(self.link).await?;
        let invitation = found.ok_or(AcceptInvitationError::Wrong)?;
        if let Err(dead) = invitation.admit(self.link, scope.now()) {
            let refused =
                Happening::in_organization(organization.id, AuditAction::InvitationRefused)
                    .about(&invitation.email)
                    .to_value(dead.code());
            scope.record(refused).await?;
            return Ok(Err(dead));
        }
        let mut user = self.person(scope, &invitation).await?;
        let membership = join(scope, &organization, invitation, &user).await?;
        let signed_in = match self.who {
            Who::Caller => None,
            Who::Newcomer(..) | Who::Known(..) => Some(admit(scope, &mut user).await?),
        };
        if user.active_organization.is_none() {
            user.active_organization = Some(organization.id);
            scope.users().update(&user).await?;
        }
        Ok(Ok(Accepted {
            organization: (*organization).clone(),
            standing: membership.standing,
            signed_in,
        }))
    }
}

impl AcceptInvitation {
    /// The account of the person who accepts, locked.
    async fn person(
        &self,
        scope: &mut Scope<'_>,
        invitation: &Invitation,
    ) -> Result<Locked<User>, AcceptInvitationError> {
        match &self.who {
            Who::Caller => {
                let user = scope.lock_self().await?;
                if user.email == invitation.email {
                    return Ok(user);
                }
                Err(ForAnotherAddress {
                    invited: invitation.email.clone(),
                    own: user.email.clone(),
                }
                .into())
            }
            Who::Known(id, verified) => {
                let user = scope.users().lock(*id).await?;
                user.filter(|user| user.password.as_ref() == Some(verified))
                    .ok_or(AcceptInvitationError::AccountChanged)
            }
            Who::Newcomer(email, password) => {
                if scope.users().find_by_email(email).await?.is_some() {
                    return Err(AcceptInvitationError::AccountChanged);
                }
                let new = NewUser::new(email.clone(), Some(password.clone()), scope.now());
                let user = scope.users().insert(new).await?;
                issue_legacy_token(scope, user.id).await?;
                Ok(user)
            }
        }
    }
}

/// Gives the person what the invitation is worth now. A Pending member, who came by the invite link before the mail
/// was opened, gets it too.
async fn join(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    mut invitation: Invitation,
    user: &User,
) -> Result<Membership, AcceptInvitationError> {
    let now = scope.now();
    let inviter = match invitation.invited_by {
        Some(inviter) => scope.memberships().find(organization.id, inviter).await?,
        None => None,
    };
    let inviter = inviter.map(|inviter| organization.role_of(&inviter));
    let seats = scope.seats(organization).await?;
    let standing = Standing::on_joining(invitation.worth(inviter), seats, now);
    let present = scope.memberships().find(organization.id, user.id).await?;
    let membership = match present {
        None => {
            let new = NewMembership {
                user: user.id,
                standing,
                joined_by: JoinedBy::Invitation(invitation.id),
                created_at: now,
            };
            scope.add_member(organization, new).await?
        }
        Some(mut waiting) => {
            waiting.standing = waiting
                .standing
                .on_invitation(standing)
                .ok_or(AcceptInvitationError::AlreadyMember)?;
            scope.change_member(organization, &waiting).await?;
            waiting
        }
    };
    invitation.end(HowEnded::Accepted, Some(user.id), now);
    store_ended(scope, organization, std::slice::from_ref(&invitation)).await?;
    let accepted = Happening::in_organization(organization.id, AuditAction::InvitationAccepted)
        .to(user.id)
        .about(&invitation.email)
        .to_value(organization.role_of(&membership).code());
    scope.record(accepted).await?;
    tell_of_waiting(scope, organization, user, membership.standing).await?;
    Ok(membership)
}
