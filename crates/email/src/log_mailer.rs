//! The mailer for a server that nobody has given a mail server yet.

use std::sync::Arc;

use async_trait::async_trait;
use muster_domain::model::mail::Attempt;
use muster_domain::ports::{Links, Mailer, OutgoingMail};

use crate::letter;

/// Prints mails in the log, links and all. Only for a server whose public address is loopback.
pub struct LogMailer {
    links: Arc<dyn Links>,
}

impl LogMailer {
    /// With links of this kind.
    pub fn new(links: Arc<dyn Links>) -> Self {
        Self { links }
    }
}

#[async_trait]
impl Mailer for LogMailer {
    async fn send(&self, mail: &OutgoingMail) -> Attempt {
        match letter::write(mail, self.links.as_ref()) {
            Ok(letter) => {
                tracing::info!(
                    to = mail.to.as_str(),
                    subject = letter.subject,
                    text = %letter.text,
                    "a mail, printed because no mail server is set (MUSTER_SMTP_URL)"
                );
                Attempt::Taken
            }
            Err(error) => Attempt::Never(error.to_string()),
        }
    }
}
