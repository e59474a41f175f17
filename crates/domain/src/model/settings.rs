//! What the operator decides when the server starts.

use super::seats::SeatLimit;

/// What the operator decides at start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Seats of an organization without a licence.
    pub unlicensed_seats: SeatLimit,
    /// Who may sign up without an invite link.
    pub sign_up: SignUpPolicy,
}

/// Who may sign up without an invite link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUpPolicy {
    /// Anybody, founding a new organization.
    Open,
    /// Nobody.
    LinkOnly,
}
