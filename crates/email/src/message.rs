//! An e-mail made of a letter: headers, a text part and an HTML part.

use std::time::SystemTime;

use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use muster_domain::ports::{Links, OutgoingMail};

use crate::connection::Parcel;
use crate::letter::{self, LetterError, cut, shown};
use crate::mail_from::{MailFrom, ascii_domain};

/// The longest name that stands beside an address, in characters.
const MAX_NAME_CHARS: usize = 80;

/// Why no e-mail could be made of a letter.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComposeError {
    #[error(transparent)]
    Letter(#[from] LetterError),
    #[error("the mail could not be put together: {0}")]
    Message(#[from] lettre::error::Error),
}

/// Writes the mail. The same mail written again has the same Message-ID and Date.
pub(crate) fn compose(
    mail: &OutgoingMail,
    from: &MailFrom,
    links: &dyn Links,
) -> Result<Parcel, ComposeError> {
    let letter = letter::write(mail, links)?;
    let to = ascii_domain(&mail.to);
    let name = cut(&shown(mail.name.as_str()), MAX_NAME_CHARS);
    // Given here, for lettre would read it back from the headers by rules of its own.
    let envelope = Envelope::new(Some(from.address().clone()), vec![to.clone()])?;
    let message = Message::builder()
        .envelope(envelope)
        .from(from.mailbox())
        .to(Mailbox::new((!name.is_empty()).then_some(name), to.clone()))
        .subject(letter.subject)
        .date(SystemTime::from(mail.created_at).max(SystemTime::UNIX_EPOCH))
        .message_id(Some(format!(
            "<muster-{}-{}@{}>",
            mail.id.get(),
            mail.created_at.timestamp_micros(),
            links.host()
        )))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))?;
    Ok(Parcel {
        from: from.address().clone(),
        to,
        content: message.formatted(),
    })
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests;
