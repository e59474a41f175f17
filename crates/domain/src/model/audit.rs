//! The activity log: who did what to whom, when, and by which request.

use super::email::EmailAddress;
use super::id::{AuditEventId, OrganizationId, UserId};
use super::time::Timestamp;

/// Declares the things that are recorded, each with its stable code.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AuditAction {
            $($(#[$doc])* $name),+
        }

        impl AuditAction {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable word that is stored.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The action with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

actions! {
    /// An organization was founded; `after` is its title.
    OrganizationCreated = "organization_created",
    /// The title changed, from `before` to `after`.
    OrganizationRenamed = "organization_renamed",
    /// The contact address changed, from `before` to `after`.
    ContactChanged = "contact_changed",
    /// The default role changed, from `before` to `after` (role codes).
    DefaultRoleChanged = "default_role_changed",
    /// The session policy changed, from `before` to `after` (minutes in all / idle).
    SessionPolicyChanged = "session_policy_changed",
    /// The invite link was reset.
    InviteLinkReset = "invite_link_reset",
    /// Expiry or number of uses of the invite link changed.
    InviteLinkLimited = "invite_link_limited",
    /// A licence was installed; `before` and `after` name seats, last day and id.
    LicenseInstalled = "license_installed",
    /// The subject became the Owner.
    OwnershipTransferred = "ownership_transferred",
    /// The subject joined; `after` is the role code, NO where the person waits.
    MemberJoined = "member_joined",
    /// The subject's role changed, from `before` to `after` (role codes).
    RoleChanged = "role_changed",
    /// The subject was removed; `before` is the role code.
    MemberRemoved = "member_removed",
    /// The subject left; `before` is the role code.
    MemberLeft = "member_left",
    /// The subject's password was changed by its owner.
    PasswordChanged = "password_changed",
    /// The subject's password was set by a reset link.
    PasswordReset = "password_reset",
    /// Somebody was invited by mail; `after` is the role code.
    InvitationCreated = "invitation_created",
    /// An invitation was sent again, with a new link.
    InvitationResent = "invitation_resent",
    /// The role of an invitation changed, from `before` to `after` (role codes).
    InvitationRoleChanged = "invitation_role_changed",
    /// An invitation was taken back.
    InvitationRevoked = "invitation_revoked",
    /// The link of an invitation was shown to be copied.
    InvitationLinkShown = "invitation_link_shown",
    /// The subject accepted an invitation; `after` is the role code, NO where the person waits.
    InvitationAccepted = "invitation_accepted",
    /// Somebody tried to come in by an invitation that had ended; `after` is the code of the reason.
    InvitationRefused = "invitation_refused",
    /// A link to choose a password was made for the subject.
    PasswordResetIssued = "password_reset_issued",
    /// Which kinds of token may be used changed, or how long they live, from `before` to `after`.
    TokenPolicyChanged = "token_policy_changed",
    /// The subject made a personal access token.
    PersonalTokenIssued = "personal_token_issued",
    /// The subject's personal access token was revoked or rotated.
    PersonalTokenRevoked = "personal_token_revoked",
    /// The subject's legacy token was replaced.
    LegacyTokenRenewed = "legacy_token_renewed",
}

/// What stands in place of the HTTP method for a command.
const COMMAND: &str = "CLI";

/// The request or command that caused an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The HTTP method, or `CLI` for a command.
    pub method: String,
    /// The path without its query, or the command's words.
    pub path: String,
    /// What the request was answered; for a command 0.
    pub response_code: u16,
    /// The client's address, where known.
    pub ip_address: Option<String>,
    /// The client's own name for itself, where sent.
    pub user_agent: Option<String>,
}

impl Cause {
    /// A command on the operator's command line, for example `member remove`.
    pub fn command(words: &str) -> Self {
        Self {
            method: COMMAND.to_owned(),
            path: words.to_owned(),
            response_code: 0,
            ip_address: None,
            user_agent: None,
        }
    }

    /// Whether it was a command, and so the operator's doing.
    pub fn is_command(&self) -> bool {
        self.method == COMMAND
    }
}

/// What happened, as a use case tells it; the rest is known from the scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The organization it concerns; none for matters of the account.
    pub organization: Option<OrganizationId>,
    /// What was done.
    pub action: AuditAction,
    /// To whom, if to a person.
    pub subject: Option<UserId>,
    /// The address it concerns, where that need not be anybody's yet.
    pub address: Option<EmailAddress>,
    /// The value before.
    pub before: Option<String>,
    /// The value after.
    pub after: Option<String>,
}

impl Happening {
    /// Something done in an organization.
    pub fn in_organization(organization: OrganizationId, action: AuditAction) -> Self {
        Self {
            organization: Some(organization),
            action,
            subject: None,
            address: None,
            before: None,
            after: None,
        }
    }

    /// Something done to an account.
    pub fn to_account(user: UserId, action: AuditAction) -> Self {
        Self {
            organization: None,
            action,
            subject: Some(user),
            address: None,
            before: None,
            after: None,
        }
    }

    /// Done to this person.
    #[must_use]
    pub fn to(self, subject: UserId) -> Self {
        Self {
            subject: Some(subject),
            ..self
        }
    }

    /// Concerning this address.
    #[must_use]
    pub fn about(self, address: &EmailAddress) -> Self {
        Self {
            address: Some(address.clone()),
            ..self
        }
    }

    /// The value before.
    #[must_use]
    pub fn from_value(self, before: impl Into<String>) -> Self {
        Self {
            before: Some(before.into()),
            ..self
        }
    }

    /// The value after.
    #[must_use]
    pub fn to_value(self, after: impl Into<String>) -> Self {
        Self {
            after: Some(after.into()),
            ..self
        }
    }
}

/// An event that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAuditEvent {
    /// When.
    pub at: Timestamp,
    /// Who; none for the operator, and for people without an account yet.
    pub actor: Option<UserId>,
    /// What.
    pub happening: Happening,
    /// By which request.
    pub cause: Cause,
}

/// An event of the activity log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditEventId,
    /// When.
    pub at: Timestamp,
    /// Who; none for the operator, and for people without an account yet.
    pub actor: Option<UserId>,
    /// What.
    pub happening: Happening,
    /// By which request.
    pub cause: Cause,
}
