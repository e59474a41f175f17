//! The invite link: one for each organization, shared with whoever is to join.

use super::id::{InviteLinkId, OrganizationId};
use super::refusal::{Kind, Refusal};
use super::secret::{Digest, Sealed};
use super::time::Timestamp;

/// An invite link that is not stored yet. It has no limits until some are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInviteLink {
    /// The digest of its token.
    pub digest: Digest,
    /// Its token, to be shown again.
    pub sealed: Sealed,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An invite link, the current one of its organization or one that was reset.
/// What was reset is remembered by its digest, so that it reads as gone and not as wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteLink {
    /// Its id.
    pub id: InviteLinkId,
    /// The organization it leads to.
    pub organization: OrganizationId,
    /// Its token, to be shown again; none once it was reset.
    pub sealed: Option<Sealed>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it no longer works.
    pub expires_at: Option<Timestamp>,
    /// How many people may join by it.
    pub max_uses: Option<u32>,
    /// How many people have joined by it.
    pub used: u32,
    /// When it was reset.
    pub reset_at: Option<Timestamp>,
}

/// Why a link that once worked does not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadLink {
    /// It was replaced by Reset Link.
    #[error("this invite link was reset; ask the person who sent it for the new one")]
    Reset,
    /// Its time is over.
    #[error("this invite link has expired; ask the person who sent it for a new one")]
    Expired,
    /// As many people as may have joined by it.
    #[error(
        "this invite link has been used as often as it may; ask the person who sent it for a new one"
    )]
    UsedUp,
}

impl Refusal for DeadLink {
    fn kind(&self) -> Kind {
        Kind::Gone
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Reset => "invite_link_reset",
            Self::Expired => "invite_link_expired",
            Self::UsedUp => "invite_link_used_up",
        }
    }
}

/// Why somebody may not come in by the link he has, or by none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefused {
    /// Without a link nobody signs up here.
    #[error("signing up needs an invite link; ask an administrator of your organization for one")]
    Closed,
    /// There never was such a link.
    #[error("this invite link is not valid; check that it was copied whole, or ask for a new one")]
    Wrong,
    /// It worked once.
    #[error(transparent)]
    Dead(#[from] DeadLink),
}

impl Refusal for LinkRefused {
    fn kind(&self) -> Kind {
        match self {
            Self::Closed | Self::Wrong => Kind::Forbidden,
            Self::Dead(dead) => dead.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Closed => "signup_closed",
            Self::Wrong => "invite_link_invalid",
            Self::Dead(dead) => dead.code(),
        }
    }
}

impl InviteLink {
    /// Whether one more person may join by it.
    pub fn admit(&self, now: Timestamp) -> Result<(), DeadLink> {
        if self.reset_at.is_some() {
            Err(DeadLink::Reset)
        } else if self.expires_at.is_some_and(|end| now >= end) {
            Err(DeadLink::Expired)
        } else if self.max_uses.is_some_and(|max| self.used >= max) {
            Err(DeadLink::UsedUp)
        } else {
            Ok(())
        }
    }

    /// Ends it for good and forgets the token.
    pub fn reset(&mut self, now: Timestamp) {
        self.reset_at = Some(now);
        self.sealed = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Duration;

    #[test]
    fn k17_a_link_ends_by_time_by_use_and_by_reset() {
        let now = Timestamp::UNIX_EPOCH;
        let mut link = InviteLink {
            id: InviteLinkId::new(1),
            organization: OrganizationId::new(1),
            sealed: Some(Sealed::new(vec![1])),
            created_at: now,
            expires_at: Some(now + Duration::days(7)),
            max_uses: Some(2),
            used: 1,
            reset_at: None,
        };
        assert_eq!(link.admit(now), Ok(()));
        assert_eq!(link.admit(now + Duration::days(7)), Err(DeadLink::Expired));
        link.used = 2;
        assert_eq!(link.admit(now), Err(DeadLink::UsedUp));
        link.reset(now);
        assert_eq!(link.admit(now), Err(DeadLink::Reset));
        assert_eq!(link.sealed, None);
    }
}
