//! Headers: which there are, and that nobody can add one.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::InvitationId;
use muster_domain::model::invitation::InvitedRole;
use muster_domain::model::mail::{Letter, Sender};
use muster_domain::model::membership::MemberRole;
use muster_domain::model::text::{OrganizationTitle, PersonName};
use proptest::prelude::*;

use super::compose;
use crate::mail_from::MailFrom;
use crate::sample::{SampleLinks, email, mail, now, title};

fn content(mail: &muster_domain::ports::OutgoingMail) -> String {
    let from = MailFrom::of_host("lab.example.com");
    let parcel = compose(mail, &from, &SampleLinks).expect("composed");
    String::from_utf8(parcel.content).expect("text")
}

/// The header's lines, a folded one as one.
fn headers(content: &str) -> Vec<String> {
    let (head, _) = content.split_once("\r\n\r\n").expect("a head and a body");
    let mut headers: Vec<String> = Vec::new();
    for line in head.split("\r\n") {
        match headers.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line),
            _ => headers.push(line.to_owned()),
        }
    }
    headers
}

fn names(content: &str) -> Vec<String> {
    let mut names: Vec<String> = headers(content)
        .iter()
        .map(|header| header.split(':').next().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names
}

const NAMES: [&str; 9] = [
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Subject",
    "To",
    "X-Auto-Response-Suppress",
];

fn invitation(organization: OrganizationTitle, inviter: String) -> Letter {
    Letter::Invitation {
        invitation: InvitationId::new(1),
        organization,
        inviter: Sender::Person {
            name: inviter,
            email: email("ann@example.com"),
        },
        role: InvitedRole::new(MemberRole::Annotator).expect("can be offered"),
        expires_at: now(),
    }
}

#[test]
fn the_headers_tell_who_what_and_that_no_person_wrote_it() {
    let content = content(&mail(invitation(title("Lab"), "Ann Nguyen".to_owned())));
    assert_eq!(names(&content), NAMES);
    let headers = headers(&content);
    for header in [
        "From: Muster <muster@lab.example.com>",
        "To: Bob <bob@example.com>",
        "Subject: Ann Nguyen invites you to Lab",
        "Date: Wed, 25 Nov 2026 14:05:00 +0000",
        "Message-ID: <muster-7-1795615500000000@lab.example.com>",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
    ] {
        assert!(
            headers.iter().any(|found| found == header),
            "{header}: {headers:#?}"
        );
    }
    assert!(
        headers
            .iter()
            .any(|header| header.starts_with("Content-Type: multipart/alternative;"))
    );
}

#[test]
fn the_same_mail_has_the_same_id_each_time() {
    let mail = mail(invitation(title("Lab"), "Ann".to_owned()));
    let id = |content: &str| {
        let headers = headers(content);
        headers
            .into_iter()
            .find(|header| header.starts_with("Message-ID"))
    };
    assert_eq!(id(&content(&mail)), id(&content(&mail)));
}

#[test]
fn a_domain_goes_out_in_its_ascii_form_and_the_local_part_as_written() {
    let mut mail = mail(invitation(title("Lab"), "Ann".to_owned()));
    mail.to = email("Bob.Lee+x@B\u{fc}cher.example");
    let from = MailFrom::of_host("lab.example.com");
    let parcel = compose(&mail, &from, &SampleLinks).expect("composed");
    assert_eq!(parcel.to.to_string(), "Bob.Lee+x@xn--bcher-kva.example");
}

#[test]
fn a_title_of_a_thousand_characters_makes_no_long_subject() {
    let long = content(&mail(invitation(
        title(&"Lab ".repeat(250)),
        "Ann ".repeat(60),
    )));
    let subject = headers(&long)
        .into_iter()
        .find(|header| header.starts_with("Subject"));
    assert!(subject.is_some_and(|subject| subject.len() < 200));
}

proptest! {
    #[test]
    fn k46_no_value_adds_a_header(
        organization in any::<String>(),
        // Anything at all, although a name is never stored like this.
        inviter in any::<String>(),
        recipient in any::<String>(),
        local in "[a-z\u{e4}-\u{fc}\u{430}-\u{44f}!#$%&'*+/=?^_`{|}~-]{1,80}",
    ) {
        let Ok(organization) = OrganizationTitle::parse(&organization) else { return Ok(()) };
        let mut mail = mail(invitation(organization, inviter));
        mail.name = PersonName::parse(&recipient).unwrap_or_default();
        mail.to = EmailAddress::parse(&format!("{local}@example.com")).expect("an address");
        let content = content(&mail);
        prop_assert_eq!(names(&content), NAMES);
        // Nothing but a non-ASCII local part leaves ASCII.
        prop_assert!(content.is_ascii() || !local.is_ascii());
        prop_assert!(content.split("\r\n").all(|line| line.len() < 998 && !line.contains(['\r', '\n'])));
        let to = headers(&content).into_iter().find(|header| header.starts_with("To: "));
        prop_assert_eq!(to.map(|to| to.matches("@example.com").count()), Some(1 + recipient.matches("@example.com").count()));
    }

    #[test]
    fn any_sender_that_was_accepted_can_send(name in "[^\\p{C}]{0,60}", quoted in any::<bool>(), host in "[a-z0-9.:\\[\\]]{1,20}") {
        let mail = mail(Letter::PasswordChanged { at: now() });
        let name = if quoted { format!("\"{name}\"") } else { name };
        let senders = [MailFrom::of_host(&host), MailFrom::of_host("::1"), MailFrom::of_host("10.0.0.1")];
        let parsed = MailFrom::parse(&format!("{name} <muster@{host}>")).or_else(|_| MailFrom::parse(&format!("{name} <muster@lab.example>")));
        for from in senders.into_iter().chain(parsed) {
            let composed = compose(&mail, &from, &SampleLinks);
            prop_assert!(composed.is_ok(), "{}: {:?}", from, composed);
        }
    }

    #[test]
    fn k46_a_display_name_stays_one_mailbox(name in "[ -~]{0,60}") {
        let mut mail = mail(invitation(title("Lab"), "Ann".to_owned()));
        mail.name = PersonName::parse(&name).expect("a name");
        let content = content(&mail);
        let headers = headers(&content);
        let to = headers.iter().find_map(|header| header.strip_prefix("To: ")).expect("a recipient");
        let name = to.strip_suffix(" <bob@example.com>").or(to.strip_suffix("bob@example.com"));
        // Outside of quotes nothing ends a mailbox or begins another.
        let quoted = name.is_some_and(|name| name.starts_with('"') && name.ends_with('"'));
        prop_assert!(name.is_some_and(|name| quoted || !name.contains(['"', ',', ';', ':', '<', '>', '@', '(', ')', '\\'])), "{}", to);
    }
}
