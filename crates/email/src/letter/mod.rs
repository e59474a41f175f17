//! The letters: what each says, once as text and once as HTML.
//!
//! Each letter is a struct with a template of its name for either form; [`words`] are what they share.

mod added;
mod invitation;
mod license_ends;
mod ownership_transferred;
mod password_changed;
mod password_reset;
mod role_given;
mod seat_free;
mod somebody_waits;
mod words;

use muster_domain::model::mail::Letter;
use muster_domain::ports::{Links, MailSecret, OutgoingMail};

use words::{Name, wrapped};
pub(crate) use words::{cut, shown};

/// A letter, written.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LetterError {
    /// The secret that its link carries is gone, or is that of another letter.
    #[error("the link of this mail is lost; send it again")]
    NoLink,
    /// A template failed.
    #[error("the mail could not be written: {0}")]
    Template(#[from] askama::Error),
}

/// What every letter has around it.
struct Frame {
    subject: String,
    /// The recipient's name, often empty.
    name: Name,
    /// The recipient's address.
    email: Name,
    /// The server's host.
    host: String,
}

impl Frame {
    fn new(mail: &OutgoingMail, links: &dyn Links, subject: String) -> Self {
        Self {
            subject,
            name: Name::new(mail.name.as_str()),
            email: Name::new(mail.to.as_str()),
            host: links.host().to_owned(),
        }
    }
}

/// A letter's own part.
trait Page {
    fn subject(&self) -> String;
    /// Writes it in both forms: text, HTML.
    fn render(&self, frame: &Frame) -> Result<(String, String), askama::Error>;
}

/// Makes a page of a letter that has a `title`, by the templates for text and for HTML.
macro_rules! page {
    ($letter:ty, $text:tt, $html:tt) => {
        impl $crate::letter::Page for $letter {
            fn subject(&self) -> String {
                self.title()
            }
            fn render(
                &self,
                frame: &$crate::letter::Frame,
            ) -> Result<(String, String), askama::Error> {
                #[derive(askama::Template)]
                #[template(path = $text)]
                struct Text<'a> {
                    frame: &'a $crate::letter::Frame,
                    letter: &'a $letter,
                }
                #[derive(askama::Template)]
                #[template(path = $html)]
                struct Html<'a> {
                    frame: &'a $crate::letter::Frame,
                    letter: &'a $letter,
                }
                let letter = self;
                let text = askama::Template::render(&Text { frame, letter })?;
                let html = askama::Template::render(&Html { frame, letter })?;
                Ok((text, html))
            }
        }
    };
}
use page;

/// Writes the letter of a mail.
pub(crate) fn write(mail: &OutgoingMail, links: &dyn Links) -> Result<Written, LetterError> {
    let page = choose(mail, links)?;
    let frame = Frame::new(mail, links, page.subject());
    let (text, html) = page.render(&frame)?;
    Ok(Written {
        subject: frame.subject,
        text: wrapped(&text),
        html,
    })
}

fn choose(mail: &OutgoingMail, links: &dyn Links) -> Result<Box<dyn Page>, LetterError> {
    Ok(match &mail.letter {
        Letter::Invitation {
            invitation: _,
            organization,
            inviter,
            role,
            expires_at,
        } => {
            let Some(MailSecret::Invitation(secret)) = &mail.secret else {
                return Err(LetterError::NoLink);
            };
            let link = links.invitation(secret);
            Box::new(invitation::Invitation::new(
                organization,
                inviter,
                *role,
                *expires_at,
                link,
            ))
        }
        Letter::PasswordReset { expires_at } => {
            let Some(MailSecret::PasswordReset(secret)) = &mail.secret else {
                return Err(LetterError::NoLink);
            };
            let link = links.password_reset(secret);
            Box::new(password_reset::PasswordReset::new(
                links.host(),
                *expires_at,
                link,
            ))
        }
        Letter::Added {
            organization,
            expires_at,
        } => {
            let Some(MailSecret::PasswordReset(secret)) = &mail.secret else {
                return Err(LetterError::NoLink);
            };
            let link = links.password_reset(secret);
            Box::new(added::Added::new(
                organization,
                links.host(),
                *expires_at,
                link,
            ))
        }
        Letter::PasswordChanged { at } => Box::new(password_changed::PasswordChanged::new(
            links.host(),
            *at,
            links.password_reset_request(),
        )),
        Letter::RoleGiven { organization, role } => Box::new(role_given::RoleGiven::new(
            organization,
            *role,
            links.home(),
        )),
        Letter::SomebodyWaits {
            organization,
            person,
            email,
            promised,
        } => Box::new(somebody_waits::SomebodyWaits::new(
            organization,
            person,
            email,
            *promised,
            links.organization(),
        )),
        Letter::SeatFree {
            organization,
            waiting,
        } => Box::new(seat_free::SeatFree::new(
            organization,
            *waiting,
            links.organization(),
        )),
        Letter::LicenseEnds {
            organization,
            last,
            growth_ends,
        } => Box::new(license_ends::LicenseEnds::new(
            organization,
            *last,
            *growth_ends,
            links.usage(),
        )),
        Letter::OwnershipTransferred {
            organization,
            from,
            to,
        } => Box::new(ownership_transferred::OwnershipTransferred::new(
            organization,
            from,
            to,
            mail.to == *to,
            links.home(),
        )),
    })
}

#[cfg(test)]
mod tests;
