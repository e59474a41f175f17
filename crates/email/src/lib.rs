//! Mails behind the domain's [`Mailer`](muster_domain::ports::Mailer) port: the letters, and SMTP to send them by.
//!
//! - [`SmtpConfig`] and [`MailFrom`] are what an operator sets; [`SmtpMailer`] sends, [`LogMailer`] prints.
//! - `letter` holds the words of each mail, with a template for text and one for HTML; `message` makes an e-mail of
//!   them. Links come from the [`Links`](muster_domain::ports::Links) port alone.
//! - `connection`, `pool` and `tls` speak SMTP by lettre; `failure` says in words what went wrong, and whether it may
//!   work later.
//!
//! **Invariant**: no password and no link is in an error, a `Debug` output or, but for [`LogMailer`], a log.

mod config;
mod connection;
mod failure;
mod letter;
mod log_mailer;
mod mail_from;
mod message;
mod pool;
#[cfg(test)]
mod sample;
mod smtp_mailer;
mod tls;

pub use config::{LONGEST_ATTEMPT, Security, SmtpConfig, SmtpConfigError};
pub use connection::Negotiated;
pub use log_mailer::LogMailer;
pub use mail_from::{MailFrom, MailFromError};
pub use smtp_mailer::SmtpMailer;
pub use tls::TlsFileError;
