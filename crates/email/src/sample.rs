//! Mails and links for the unit tests.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::MailId;
use muster_domain::model::mail::Letter;
use muster_domain::model::secret::{InvitationSecret, PasswordResetSecret};
use muster_domain::model::text::{OrganizationTitle, PersonName};
use muster_domain::model::time::{Duration, Timestamp};
use muster_domain::ports::{Links, MailSecret, OutgoingMail};

/// Links under one address; they say which secret they were given only by their kind.
pub(crate) struct SampleLinks;

impl Links for SampleLinks {
    fn host(&self) -> &'static str {
        "lab.example.com"
    }
    fn home(&self) -> String {
        "https://lab.example.com/".to_owned()
    }
    fn organization(&self) -> String {
        "https://lab.example.com/organization".to_owned()
    }
    fn usage(&self) -> String {
        "https://lab.example.com/organization/usage".to_owned()
    }
    fn password_reset_request(&self) -> String {
        "https://lab.example.com/user/password-reset".to_owned()
    }
    fn invitation(&self, _: &InvitationSecret) -> String {
        "https://lab.example.com/invitation?token=mi_1&x=2".to_owned()
    }
    fn password_reset(&self, _: &PasswordResetSecret) -> String {
        "https://lab.example.com/reset?token=mr_1".to_owned()
    }
}

/// 14:05 on 25 November 2026.
pub(crate) fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + Duration::seconds(1_795_615_500)
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

pub(crate) fn title(text: &str) -> OrganizationTitle {
    OrganizationTitle::parse(text).expect("a title")
}

pub(crate) fn name(text: &str) -> PersonName {
    PersonName::parse(text).expect("a name")
}

/// A mail to Bob with this letter, and with the secret that it needs.
pub(crate) fn mail(letter: Letter) -> OutgoingMail {
    let secret = match &letter {
        Letter::Invitation { .. } => Some(MailSecret::Invitation(InvitationSecret::new(
            "mi_1".to_owned(),
        ))),
        Letter::PasswordReset { .. } | Letter::Added { .. } => Some(MailSecret::PasswordReset(
            PasswordResetSecret::new("mr_1".to_owned()),
        )),
        _ => None,
    };
    OutgoingMail {
        id: MailId::new(7),
        to: email("bob@example.com"),
        name: name("Bob"),
        letter,
        secret,
        created_at: now(),
    }
}
