//! The way out for mails.

use async_trait::async_trait;
#[cfg(feature = "mock")]
use mockall::automock;

use crate::model::email::EmailAddress;
use crate::model::id::MailId;
use crate::model::mail::{Attempt, Letter};
use crate::model::secret::{InvitationSecret, PasswordResetSecret};
use crate::model::text::PersonName;
use crate::model::time::Timestamp;

/// Hands mails to a mail server.
#[cfg_attr(feature = "mock", automock)]
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Tries once. It must end well within [`LEASE`](crate::model::mail::LEASE), and must tell what can never work
    /// from what may work later. The same mail tried again has the same Message-ID.
    async fn send(&self, mail: &OutgoingMail) -> Attempt;
}

/// A mail on its way out.
#[derive(Clone, Debug)]
pub struct OutgoingMail {
    /// Its id.
    pub id: MailId,
    /// Where it goes.
    pub to: EmailAddress,
    /// The recipient's name, often empty.
    pub name: PersonName,
    /// What it says.
    pub letter: Letter,
    /// The secret that its link carries, where the letter has one.
    pub secret: Option<MailSecret>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// The secret that the link of a letter carries.
#[derive(Clone, Debug)]
pub enum MailSecret {
    /// Of an invitation.
    Invitation(InvitationSecret),
    /// Of a password reset.
    PasswordReset(PasswordResetSecret),
}
