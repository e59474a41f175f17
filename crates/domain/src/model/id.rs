//! Identifiers. Each is its own type, so that a user's id is never taken for a membership's.

/// Declares an identifier: a positive integer given by the store.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Wraps the integer that the store or a caller gave.
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The integer, as it stands on the wire and in the database.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// Identifies an organization.
    OrganizationId
);
id!(
    /// Identifies a person's account.
    UserId
);
id!(
    /// Identifies one person's membership in one organization.
    MembershipId
);
id!(
    /// Identifies an invite link, the current one or one that was reset.
    InviteLinkId
);
id!(
    /// Identifies an e-mail invitation.
    InvitationId
);
id!(
    /// Identifies a mail of the outbox.
    MailId
);
id!(
    /// Identifies a browser session.
    SessionId
);
id!(
    /// Identifies a personal access token.
    PersonalTokenId
);
id!(
    /// Identifies a password-reset link.
    PasswordResetId
);
id!(
    /// Identifies an entry of the activity log.
    AuditEventId
);
