//! What the operator decides when the server starts.

use super::api_token::TokenKinds;
use super::license::SignedLicense;
use super::seats::SeatLimit;
use super::time::Duration;

/// What the operator decides at start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Seats of an organization without a licence.
    pub unlicensed_seats: SeatLimit,
    /// The licence that the operator hands over at start, verified.
    pub license: Option<SignedLicense>,
    /// Who may sign up without an invite link.
    pub sign_up: SignUpPolicy,
    /// How long an e-mail invitation is good.
    pub invitation_life: Duration,
    /// Whether mails leave the server.
    pub mail: MailPolicy,
    /// The kinds of token that the server takes, whatever an organization allows.
    pub token_kinds: TokenKinds,
}

/// Who may sign up without an invite link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUpPolicy {
    /// Anybody, founding a new organization.
    Open,
    /// Nobody.
    LinkOnly,
}

/// Whether mails leave the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailPolicy {
    /// They are written to the outbox and sent from there.
    On,
    /// Mail is not set up: none is written, and links are copied by hand.
    Off,
}
