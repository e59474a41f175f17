//! Seats of the licence. This file alone says who holds one and when one may be taken.

use super::membership::{Role, Standing};
use super::refusal::{Kind, Refusal};
use super::time::Day;

/// How many seats an organization may fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatLimit {
    /// As many as come.
    Unlimited,
    /// So many and no more.
    Limited(u32),
}

/// Whether seats may be taken at all at a time, whatever their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// While one is free.
    Open,
    /// From this day on, when the licence begins.
    StartsOn(Day),
    /// No longer: the licence ended on this day, and its grace is over.
    EndedOn(Day),
}

/// The limit and the seats taken, as counted under the organization's lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// How many may be taken.
    pub limit: SeatLimit,
    /// How many are taken. It may exceed the limit where the limit was lowered afterwards.
    pub used: u64,
    /// Whether one may be taken at all.
    pub growth: Growth,
}

impl Seats {
    /// Seats that may be taken up to a limit, at any time.
    pub const fn open(limit: SeatLimit, used: u64) -> Self {
        Self {
            limit,
            used,
            growth: Growth::Open,
        }
    }

    /// Whether one more seat may be taken.
    pub fn admit(self) -> Result<(), NoFreeSeat> {
        match self.free() {
            Some(0) => Err(NoFreeSeat(self)),
            _ => Ok(()),
        }
    }

    /// The seats after one member changed from one standing to another.
    #[must_use]
    pub fn after(self, from: Standing, to: Standing) -> Self {
        let others = self.used.saturating_sub(u64::from(holds_seat(from)));
        Self {
            used: others + u64::from(holds_seat(to)),
            ..self
        }
    }

    /// How many seats may still be taken now; `None` where there is no limit.
    pub fn free(self) -> Option<u64> {
        match (self.growth, self.limit) {
            (Growth::StartsOn(_) | Growth::EndedOn(_), _) => Some(0),
            (Growth::Open, SeatLimit::Unlimited) => None,
            (Growth::Open, SeatLimit::Limited(limit)) => {
                Some(u64::from(limit).saturating_sub(self.used))
            }
        }
    }

    /// How many more are taken than the limit allows.
    pub fn over(self) -> u64 {
        match self.limit {
            SeatLimit::Unlimited => 0,
            SeatLimit::Limited(limit) => self.used.saturating_sub(u64::from(limit)),
        }
    }

    /// How many of so many people, joining now with this role or with none, would find no seat and wait for one.
    pub fn would_wait(self, people: u64, role: Option<Role>) -> u64 {
        match (role, self.free()) {
            (None, _) | (_, None) => 0,
            (Some(_), Some(free)) => people.saturating_sub(free),
        }
    }
}

/// Whether a member of this standing takes a seat: one with a role does (the Owner's membership
/// stores Administrator); a Pending or Deactivated one does not.
pub fn holds_seat(standing: Standing) -> bool {
    matches!(standing, Standing::Active(_))
}

/// No seat may be taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFreeSeat(pub Seats);

impl std::fmt::Display for NoFreeSeat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let used = self.0.used;
        match (self.0.growth, self.0.limit) {
            (Growth::StartsOn(day), _) => write!(
                f,
                "no seat can be taken: the licence is not valid before {day}; install one that is valid now"
            ),
            (Growth::EndedOn(day), _) => write!(
                f,
                "no seat can be taken: the licence ended on {day}; install a new one"
            ),
            (Growth::Open, SeatLimit::Limited(limit)) => write!(
                f,
                "no seat is free: {used} of {limit} are taken; deactivate or remove someone, or get more seats"
            ),
            (Growth::Open, SeatLimit::Unlimited) => write!(f, "no seat is free: {used} are taken"),
        }
    }
}

impl std::error::Error for NoFreeSeat {}

impl Refusal for NoFreeSeat {
    fn kind(&self) -> Kind {
        Kind::NoSeat
    }
    fn code(&self) -> &'static str {
        "no_free_seat"
    }
    fn seats(&self) -> Option<Seats> {
        Some(self.0)
    }
}

/// Everybody of an organization, counted by standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headcount {
    /// Members who hold a seat.
    pub seated: u64,
    /// Members without a role, those who wait for a seat included.
    pub pending: u64,
    /// Those of the Pending who were promised a role.
    pub waiting: u64,
    /// Members whose access was taken away.
    pub deactivated: u64,
}

impl Headcount {
    /// All members.
    pub fn people(self) -> u64 {
        self.seated + self.pending + self.deactivated
    }

    /// Counts one more member.
    pub fn add(&mut self, standing: Standing) {
        self.seated += u64::from(holds_seat(standing));
        match standing {
            Standing::Active(_) => {}
            Standing::Pending { promise } => {
                self.pending += 1;
                self.waiting += u64::from(promise.is_some());
            }
            Standing::Deactivated { .. } => self.deactivated += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k20_the_last_seat_is_taken_once() {
        let seats = |used| Seats::open(SeatLimit::Limited(2), used);
        assert_eq!(seats(1).admit(), Ok(()));
        assert_eq!(seats(1).free(), Some(1));
        assert_eq!(seats(2).admit(), Err(NoFreeSeat(seats(2))));
        assert_eq!(seats(3).free(), Some(0));
        assert!(
            NoFreeSeat(seats(2))
                .to_string()
                .contains("2 of 2 are taken")
        );
    }

    #[test]
    fn who_comes_when_no_seat_is_left_would_wait() {
        let seats = |used| Seats::open(SeatLimit::Limited(5), used);
        let role = Some(Role::Reviewer);
        assert_eq!(seats(1).would_wait(6, role), 2);
        assert_eq!(seats(1).would_wait(4, role), 0);
        assert_eq!(seats(7).would_wait(6, role), 6, "over the limit");
        assert_eq!(seats(7).would_wait(6, None), 0, "no role, no seat");
    }

    #[test]
    fn without_a_limit_there_is_always_a_seat() {
        let seats = Seats::open(SeatLimit::Unlimited, u64::MAX);
        assert_eq!(seats.admit(), Ok(()));
        assert_eq!(seats.free(), None);
        assert_eq!(seats.would_wait(u64::MAX, Some(Role::Reviewer)), 0);
    }
}
