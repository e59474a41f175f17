//! E-mail invitations: bound to one address, single use, good for a time.

use super::access::{Action, permits};
use super::email::EmailAddress;
use super::id::{InvitationId, OrganizationId, UserId};
use super::membership::{MemberRole, OwnerNotAssignable, Role};
use super::refusal::{FieldError, Kind, Refusal};
use super::secret::{Digest, Sealed};
use super::text::PersonName;
use super::time::Timestamp;

/// What an invitation offers: a role, or a place among those who wait for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitedRole(Option<Role>);

/// Why a role cannot be offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitedRoleError {
    /// Owner is never given by invitation.
    #[error(transparent)]
    Owner(#[from] OwnerNotAssignable),
    /// Nobody is invited to be deactivated.
    #[error("The role of an invitation is one of AD, MA, RE, AN, NO.")]
    Deactivated,
}

impl Refusal for InvitedRoleError {
    fn kind(&self) -> Kind {
        match self {
            Self::Owner(error) => error.kind(),
            Self::Deactivated => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Owner(error) => error.code(),
            Self::Deactivated => "invalid",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Owner(_) => Vec::new(),
            Self::Deactivated => vec![FieldError::new("role", self.to_string())],
        }
    }
}

impl InvitedRole {
    /// Takes every role that can be given, and Pending.
    pub fn new(role: MemberRole) -> Result<Self, InvitedRoleError> {
        match role {
            MemberRole::Owner => Err(OwnerNotAssignable.into()),
            MemberRole::Administrator => Ok(Self(Some(Role::Administrator))),
            MemberRole::Manager => Ok(Self(Some(Role::Manager))),
            MemberRole::Reviewer => Ok(Self(Some(Role::Reviewer))),
            MemberRole::Annotator => Ok(Self(Some(Role::Annotator))),
            MemberRole::Pending => Ok(Self(None)),
            MemberRole::Deactivated => Err(InvitedRoleError::Deactivated),
        }
    }

    /// The role to give, if any.
    pub fn role(self) -> Option<Role> {
        self.0
    }

    /// As others see it: Pending where no role is offered.
    pub fn as_member_role(self) -> MemberRole {
        self.0.map_or(MemberRole::Pending, MemberRole::from)
    }
}

/// An invitation that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// Who is invited, as the inviter wrote it.
    pub email: EmailAddress,
    /// The name that stood beside the address, often empty.
    pub name: PersonName,
    /// What is offered.
    pub role: InvitedRole,
    /// The digest of its secret.
    pub digest: Digest,
    /// Its secret, to be shown again while the invitation is open.
    pub sealed: Sealed,
    /// Who answers for it; none for the operator.
    pub invited_by: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it no longer works.
    pub expires_at: Timestamp,
}

/// An invitation by mail. An organization has at most one for an address that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The organization it leads to.
    pub organization: OrganizationId,
    /// Who is invited, as the inviter wrote it.
    pub email: EmailAddress,
    /// The name that stood beside the address, often empty.
    pub name: PersonName,
    /// What is offered.
    pub role: InvitedRole,
    /// The digest of its newest secret. Resending puts a new one in place; a store still finds the invitation by
    /// every earlier one, so that those links read as replaced and not as wrong.
    pub digest: Digest,
    /// Its newest secret, to be shown again; none once it has ended.
    pub sealed: Option<Sealed>,
    /// Who answers for it: who invited, or last resent it or changed its role. None for the operator.
    pub invited_by: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it no longer works.
    pub expires_at: Timestamp,
    /// How it ended, if it has.
    pub ended: Option<InvitationEnd>,
}

/// How and when an invitation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationEnd {
    /// How.
    pub how: HowEnded,
    /// By whom: who accepted or revoked it or invited anew; none for the operator.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// How an invitation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HowEnded {
    /// The person came in by it.
    Accepted,
    /// It was taken back, or the person's membership was decided in another way.
    Revoked,
    /// A newer invitation took its place while it was good.
    Replaced,
    /// It had expired when a newer invitation was made.
    Lapsed,
}

/// The state of an invitation, as lists show it. Time alone makes a pending one expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InvitationState {
    /// It can be accepted.
    Pending,
    /// It was accepted.
    Accepted,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
    /// A newer one took its place.
    Replaced,
}

impl InvitationState {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Accepted,
        Self::Expired,
        Self::Revoked,
        Self::Replaced,
    ];

    /// The word on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Replaced => "replaced",
        }
    }

    /// The state with this word, exactly as written.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Why an invitation that once worked does not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadInvitation {
    /// It was accepted.
    #[error("this invitation has been used; log in with the account you made")]
    Used,
    /// Its time is over.
    #[error("this invitation has expired; ask the person who invited you to send it again")]
    Expired,
    /// It was taken back.
    #[error("this invitation was revoked; ask the person who invited you")]
    Revoked,
    /// A newer one was sent.
    #[error("this invitation was replaced by a newer one; use the link in the newest mail")]
    Replaced,
}

impl DeadInvitation {
    /// The state of an invitation that answers so.
    pub const fn state(self) -> InvitationState {
        match self {
            Self::Used => InvitationState::Accepted,
            Self::Expired => InvitationState::Expired,
            Self::Revoked => InvitationState::Revoked,
            Self::Replaced => InvitationState::Replaced,
        }
    }
}

impl Refusal for DeadInvitation {
    fn kind(&self) -> Kind {
        Kind::Gone
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Used => "invitation_used",
            Self::Expired => "invitation_expired",
            Self::Revoked => "invitation_revoked",
            Self::Replaced => "invitation_replaced",
        }
    }
}

/// The invitation is meant for another address than the one the person has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this invitation is for {}, and you are signed in as {}; sign out to go on as {}",
    .invited.as_str(), .own.as_str(), .invited.as_str()
)]
pub struct ForAnotherAddress {
    /// For whom it is.
    pub invited: EmailAddress,
    /// Who holds it.
    pub own: EmailAddress,
}

impl Refusal for ForAnotherAddress {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }
    fn code(&self) -> &'static str {
        "invitation_for_another_address"
    }
}

impl Invitation {
    /// Its state now.
    pub fn state(&self, now: Timestamp) -> InvitationState {
        match self.ended.map(|end| end.how) {
            Some(HowEnded::Accepted) => InvitationState::Accepted,
            Some(HowEnded::Revoked) => InvitationState::Revoked,
            Some(HowEnded::Replaced) => InvitationState::Replaced,
            Some(HowEnded::Lapsed) => InvitationState::Expired,
            None if now >= self.expires_at => InvitationState::Expired,
            None => InvitationState::Pending,
        }
    }

    /// Whether the person may come in by the link with this digest.
    pub fn admit(&self, link: Digest, now: Timestamp) -> Result<(), DeadInvitation> {
        self.is_open()?;
        if link != self.digest {
            Err(DeadInvitation::Replaced)
        } else if now >= self.expires_at {
            Err(DeadInvitation::Expired)
        } else {
            Ok(())
        }
    }

    /// Whether it can still be changed, resent and revoked: it has not ended. Expiry alone is no end; one that had
    /// expired before a newer one was made was replaced by that.
    pub fn is_open(&self) -> Result<(), DeadInvitation> {
        match self.ended.map(|end| end.how) {
            None => Ok(()),
            Some(HowEnded::Accepted) => Err(DeadInvitation::Used),
            Some(HowEnded::Revoked) => Err(DeadInvitation::Revoked),
            Some(HowEnded::Replaced | HowEnded::Lapsed) => Err(DeadInvitation::Replaced),
        }
    }

    /// What it gives when it is accepted: what it offers, if who answers for it may still invite. `inviter` is that
    /// person's role now, none where he is no member. The operator may always.
    pub fn worth(&self, inviter: Option<MemberRole>) -> Option<Role> {
        let stands = match (self.invited_by, inviter) {
            (None, _) => true,
            (Some(_), Some(role)) => permits(role, Action::Invite),
            (Some(_), None) => false,
        };
        self.role.role().filter(|_| stands)
    }

    /// Ends it and forgets the secret. A newer invitation in its place finds it replaced, or expired if it was.
    pub fn end(&mut self, how: HowEnded, by: Option<UserId>, now: Timestamp) {
        let how = match how {
            HowEnded::Replaced if now >= self.expires_at => HowEnded::Lapsed,
            how => how,
        };
        self.ended = Some(InvitationEnd { how, by, at: now });
        self.sealed = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Duration;

    const LINK: Digest = Digest::new([1; 32]);
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn invitation() -> Invitation {
        Invitation {
            id: InvitationId::new(1),
            organization: OrganizationId::new(1),
            email: EmailAddress::parse("ann@example.com").expect("valid"),
            name: PersonName::default(),
            role: InvitedRole::new(MemberRole::Administrator).expect("can be offered"),
            digest: LINK,
            sealed: Some(Sealed::new(vec![1])),
            invited_by: Some(UserId::new(1)),
            created_at: NOW,
            expires_at: NOW + Duration::days(7),
            ended: None,
        }
    }

    #[test]
    fn time_alone_makes_it_expired() {
        let invitation = invitation();
        assert_eq!(invitation.admit(LINK, NOW), Ok(()));
        let end = invitation.expires_at;
        assert_eq!(invitation.state(end), InvitationState::Expired);
        assert_eq!(invitation.admit(LINK, end), Err(DeadInvitation::Expired));
        assert_eq!(invitation.is_open(), Ok(()));
    }

    #[test]
    fn k04_an_earlier_link_was_replaced() {
        let earlier = Digest::new([2; 32]);
        assert_eq!(
            invitation().admit(earlier, NOW),
            Err(DeadInvitation::Replaced)
        );
    }

    #[test]
    fn k02_each_end_has_its_own_reason_and_forgets_the_secret() {
        for (how, dead) in [
            (HowEnded::Accepted, DeadInvitation::Used),
            (HowEnded::Revoked, DeadInvitation::Revoked),
            (HowEnded::Replaced, DeadInvitation::Replaced),
        ] {
            let mut invitation = invitation();
            invitation.end(how, None, NOW);
            assert_eq!(invitation.admit(LINK, NOW), Err(dead));
            assert_eq!(invitation.is_open(), Err(dead));
            assert_eq!(invitation.state(NOW), dead.state());
            assert_eq!(invitation.sealed, None);
        }
    }

    #[test]
    fn k09_a_lapsed_one_stays_expired_when_a_newer_one_is_made() {
        let mut invitation = invitation();
        let later = invitation.expires_at;
        invitation.end(HowEnded::Replaced, None, later);
        assert_eq!(invitation.state(later), InvitationState::Expired);
        assert_eq!(invitation.is_open(), Err(DeadInvitation::Replaced));
    }

    #[test]
    fn it_is_worth_what_its_inviter_may_still_grant() {
        let mut invitation = invitation();
        let full = Some(Role::Administrator);
        assert_eq!(invitation.worth(Some(MemberRole::Owner)), full);
        assert_eq!(invitation.worth(Some(MemberRole::Administrator)), full);
        for fallen in [
            None,
            Some(MemberRole::Manager),
            Some(MemberRole::Pending),
            Some(MemberRole::Deactivated),
        ] {
            assert_eq!(invitation.worth(fallen), None, "{fallen:?}");
        }
        invitation.invited_by = None;
        assert_eq!(invitation.worth(None), full);
    }

    #[test]
    fn k13_owner_is_never_offered() {
        assert_eq!(
            InvitedRole::new(MemberRole::Owner),
            Err(OwnerNotAssignable.into())
        );
        assert!(InvitedRole::new(MemberRole::Deactivated).is_err());
        for role in [
            MemberRole::Administrator,
            MemberRole::Annotator,
            MemberRole::Pending,
        ] {
            assert_eq!(
                InvitedRole::new(role).map(InvitedRole::as_member_role),
                Ok(role)
            );
        }
    }
}
