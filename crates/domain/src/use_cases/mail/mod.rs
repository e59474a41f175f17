//! Mails on their way out. A mail is claimed in one unit of work, sent outside of any, and its outcome recorded in another.

mod claim;
mod record_attempt;

pub use claim::{ClaimMails, ClaimedMail};
pub use record_attempt::RecordAttempt;
