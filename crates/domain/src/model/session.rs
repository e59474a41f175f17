//! Browser sessions and how long they last.

use super::id::{SessionId, UserId};
use super::secret::Digest;
use super::time::{Duration, Timestamp};

/// How long a session lasts: in all, and without activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Minutes from log-in until the session ends.
    pub max_age: Minutes,
    /// Minutes without activity until the session ends.
    pub max_idle: Minutes,
    /// When the policy was last set.
    pub updated_at: Timestamp,
}

/// A whole number of minutes, from one to ten years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minutes(u32);

/// The number of minutes is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Ensure this value is between 1 and {}.", Minutes::MAX)]
pub struct MinutesError;

impl Minutes {
    /// Ten years.
    pub const MAX: u32 = 10 * 366 * 24 * 60;

    /// Takes 1 to [`Minutes::MAX`].
    pub fn new(minutes: i64) -> Result<Self, MinutesError> {
        match u32::try_from(minutes) {
            Ok(minutes) if (1..=Self::MAX).contains(&minutes) => Ok(Self(minutes)),
            _ => Err(MinutesError),
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// As a span of time.
    pub fn duration(self) -> Duration {
        Duration::minutes(i64::from(self.0))
    }
}

impl SessionPolicy {
    /// A new organization's: 8 days in all, 3 days without activity (Label Studio's defaults).
    pub const fn of_new_organization(now: Timestamp) -> Self {
        Self {
            max_age: Minutes(11_520),
            max_idle: Minutes(4_320),
            updated_at: now,
        }
    }

    /// Of people in no organization: 14 days in all, 5 days without activity (Label Studio's fall-back).
    pub const WITHOUT_ORGANIZATION: Self = Self {
        max_age: Minutes(20_160),
        max_idle: Minutes(7_200),
        updated_at: Timestamp::UNIX_EPOCH,
    };

    /// Whether a session still stands.
    pub fn admits(&self, session: &Session, now: Timestamp) -> bool {
        now < session.created_at + self.max_age.duration()
            && now < session.last_active_at + self.max_idle.duration()
    }

    /// Whether activity at `now` is worth writing down: after a minute, sooner where the idle limit is short.
    pub fn activity_is_due(&self, last_active_at: Timestamp, now: Timestamp) -> bool {
        now - last_active_at >= Duration::minutes(1).min(self.max_idle.duration() / 10)
    }
}

/// A session that is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Whose it is.
    pub user: UserId,
    /// The digest of what the browser holds.
    pub digest: Digest,
    /// When the person logged in.
    pub created_at: Timestamp,
}

/// A browser that is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// When the person logged in.
    pub created_at: Timestamp,
    /// When the browser was last heard of, to within a minute.
    pub last_active_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_age_and_by_idleness() {
        let start = Timestamp::UNIX_EPOCH;
        let policy = SessionPolicy {
            max_age: Minutes(100),
            max_idle: Minutes(10),
            updated_at: start,
        };
        let session = |idle_since| Session {
            id: SessionId::new(1),
            user: UserId::new(1),
            created_at: start,
            last_active_at: start + Duration::minutes(idle_since),
        };
        let at = |minutes| start + Duration::minutes(minutes);
        assert!(policy.admits(&session(0), at(9)));
        assert!(!policy.admits(&session(0), at(10)));
        assert!(policy.admits(&session(95), at(99)));
        assert!(!policy.admits(&session(95), at(100)));
    }

    #[test]
    fn minutes_are_bounded() {
        assert!(Minutes::new(1).is_ok() && Minutes::new(i64::from(Minutes::MAX)).is_ok());
        for wrong in [i64::MIN, -1, 0, i64::from(Minutes::MAX) + 1, i64::MAX] {
            assert_eq!(Minutes::new(wrong), Err(MinutesError));
        }
    }
}
