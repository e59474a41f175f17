//! What the letters say, whole.

use muster_domain::model::id::InvitationId;
use muster_domain::model::invitation::InvitedRole;
use muster_domain::model::mail::Sender;
use muster_domain::model::membership::{MemberRole, Role};
use muster_domain::model::time::Duration;
use muster_domain::ports::OutgoingMail;

use super::*;
use crate::sample::{SampleLinks, email, mail, name, now, title};

fn written(mail: &OutgoingMail) -> Written {
    write(mail, &SampleLinks).expect("can be written")
}

/// Subject, text and HTML of each letter are kept beside this file.
fn keep(name: &str, mail: &OutgoingMail) {
    let Written {
        subject,
        text,
        html,
    } = written(mail);
    insta::assert_snapshot!(
        format!("{name}.txt"),
        format!("Subject: {subject}\n\n{text}")
    );
    insta::assert_snapshot!(format!("{name}.html"), html);
    assert!(!text.contains('!') && !text.to_lowercase().contains("please"));
    assert!(!html.contains("<img") && !html.contains("<script") && !html.contains("url("));
}

fn invitation(organization: &str, inviter: Sender, role: MemberRole) -> OutgoingMail {
    mail(Letter::Invitation {
        invitation: InvitationId::new(1),
        organization: title(organization),
        inviter,
        role: InvitedRole::new(role).expect("can be offered"),
        expires_at: now() + Duration::days(7),
    })
}

fn ann(name: &str) -> Sender {
    Sender::Person {
        name: name.to_owned(),
        email: email("ann@example.com"),
    }
}

#[test]
fn an_invitation_names_organization_role_inviter_and_end() {
    keep(
        "invitation",
        &invitation("Lab", ann("Ann Nguyen"), MemberRole::Annotator),
    );
    let mut mail = invitation("Lab", Sender::Operator, MemberRole::Pending);
    mail.name = name("");
    keep("invitation_by_the_operator", &mail);
}

#[test]
fn an_inviter_without_a_name_is_named_once() {
    let letter = written(&invitation(
        "Lab",
        ann("ann@example.com"),
        MemberRole::Manager,
    ));
    assert!(
        letter
            .text
            .contains("\nann@example.com invites you to join Lab.\n")
    );
    assert_eq!(letter.subject, "ann@example.com invites you to Lab");
}

#[test]
fn the_other_letters() {
    keep(
        "password_reset",
        &mail(Letter::PasswordReset {
            expires_at: now() + Duration::hours(1),
        }),
    );
    keep(
        "added",
        &mail(Letter::Added {
            organization: title("Lab"),
            expires_at: now() + Duration::days(7),
        }),
    );
    keep(
        "password_changed",
        &mail(Letter::PasswordChanged { at: now() }),
    );
    keep(
        "role_given",
        &mail(Letter::RoleGiven {
            organization: title("Lab"),
            role: Role::Reviewer,
        }),
    );
    let waits = |promised| {
        mail(Letter::SomebodyWaits {
            organization: title("Lab"),
            person: "Cy".to_owned(),
            email: email("cy@example.com"),
            promised,
        })
    };
    keep("somebody_waits_for_a_role", &waits(None));
    keep("somebody_waits_for_a_seat", &waits(Some(Role::Annotator)));
    keep(
        "seat_free",
        &mail(Letter::SeatFree {
            organization: title("Lab"),
            waiting: 2,
        }),
    );
    let last: muster_domain::model::time::Day = "2026-06-30".parse().expect("a day");
    keep(
        "license_ends",
        &mail(Letter::LicenseEnds {
            organization: title("Lab"),
            last,
            growth_ends: muster_domain::model::time::start_of(last) + Duration::days(15),
        }),
    );
    let transferred = |to| {
        mail(Letter::OwnershipTransferred {
            organization: title("Lab"),
            from: email("ann@example.com"),
            to: email(to),
        })
    };
    keep(
        "ownership_to_the_new_owner",
        &transferred("Bob@Example.com"),
    );
    keep("ownership_to_the_old_owner", &transferred("cy@example.com"));
}

#[test]
fn k45_names_are_shown_as_text() {
    let evil = "</b><a href=\"http://evil.example\">Verify</a>";
    let mut mail = invitation(evil, ann("<img src=x>"), MemberRole::Annotator);
    mail.name = name("<script>alert(1)</script>");
    let letter = written(&mail);
    for tag in ["<img", "<script", "<a href=\"http://evil"] {
        assert!(!letter.html.contains(tag), "{}", letter.html);
    }
    assert_eq!(letter.html.matches("<a ").count(), 2, "its own link, twice");
    assert!(letter.html.contains("&#60;img src=x&#62;"));
    let text = letter.text.replace('\n', " ");
    assert!(
        text.contains(evil) && text.contains("<img src=x>"),
        "{text}"
    );
}

#[test]
fn a_name_does_not_turn_the_sentence_around_it() {
    let letter = written(&invitation(
        "\u{5de}\u{5e2}\u{5d1}\u{5d3}\u{5d4}\u{202e}",
        ann("\u{2069}Ann"),
        MemberRole::Annotator,
    ));
    assert!(
        letter
            .text
            .contains("join \u{2068}\u{5de}\u{5e2}\u{5d1}\u{5d3}\u{5d4}\u{2069}.")
    );
    assert!(
        letter
            .html
            .contains("<bdi>\u{5de}\u{5e2}\u{5d1}\u{5d3}\u{5d4}</bdi>")
    );
    assert!(!letter.subject.contains(['\u{202e}', '\u{2069}']));
}

#[test]
fn a_letter_without_its_link_is_not_written() {
    let mut mail = invitation("Lab", Sender::Operator, MemberRole::Annotator);
    mail.secret = None;
    let error = write(&mail, &SampleLinks).expect_err("no link");
    assert_eq!(
        error.to_string(),
        "the link of this mail is lost; send it again"
    );
}
