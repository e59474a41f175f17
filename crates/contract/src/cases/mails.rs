//! `Outbox`: what a mail keeps.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::mail::{Letter, Mail, MailState, NewMail, Sender};
use muster_domain::model::membership::{MemberRole, Role};
use muster_domain::model::secret::Sealed;
use muster_domain::model::text::{OrganizationTitle, PersonName};

use crate::World;
use crate::expect::assert_same;
use crate::fixtures::{at, email};
use crate::post::offer;

/// A text that JSON, SQL and HTML each treat in their own way.
const ODD: &str = " %_\\'\"{}[]:,\\u0041 \u{e9} e\u{301} \u{202e}\u{5d0}<b>\u{1f469} ";

fn title(text: &str) -> OrganizationTitle {
    OrganizationTitle::parse(text).expect("a valid title")
}

fn written() -> EmailAddress {
    email("A.Nn+x@B\u{fc}cher.example")
}

/// Every letter there is, with every value that it may lack.
async fn letters(world: &World<'_>) -> Vec<Letter> {
    let organization = world.organization().await;
    let invitation = world.invitation(&organization).await.id;
    let long = "\u{1f469}".repeat(1_000);
    let person = Sender::Person {
        name: ODD.to_owned(),
        email: written(),
    };
    let mut letters = vec![
        Letter::PasswordReset { expires_at: at(61) },
        Letter::Added {
            organization: title(ODD),
            expires_at: at(62),
        },
        Letter::PasswordChanged { at: at(-62) },
        Letter::OwnershipTransferred {
            organization: title(ODD),
            from: written(),
            to: email("Bob@Example.com"),
        },
    ];
    for (role, inviter) in [
        (MemberRole::Administrator, person.clone()),
        (MemberRole::Manager, Sender::Operator),
        (MemberRole::Reviewer, person),
        (MemberRole::Annotator, Sender::Operator),
        (MemberRole::Pending, Sender::Operator),
    ] {
        letters.push(Letter::Invitation {
            invitation,
            organization: title(&long),
            inviter,
            role: offer(role),
            expires_at: at(63),
        });
    }
    for role in [
        Role::Administrator,
        Role::Manager,
        Role::Reviewer,
        Role::Annotator,
    ] {
        letters.push(Letter::RoleGiven {
            organization: title(ODD),
            role,
        });
        letters.push(Letter::SeatFree {
            organization: title(ODD),
            waiting: u64::from(u32::MAX),
        });
        letters.push(Letter::LicenseEnds {
            organization: title(&long),
            last: at(5).date_naive(),
            growth_ends: at(63),
        });
        for promised in [Some(role), None] {
            letters.push(Letter::SomebodyWaits {
                organization: title(&long),
                person: ["", ODD][usize::from(promised.is_some())].to_owned(),
                email: written(),
                promised,
            });
        }
    }
    letters
}

pub async fn every_letter_is_kept_whole(world: &World<'_>) {
    for letter in letters(world).await {
        let new = world.new_mail(letter.clone(), 30);
        let mail = world.post(vec![new]).await.remove(0);
        assert_same(&mail.letter, &letter);
        assert_same(&world.find_mail(mail.id).await, &Some(mail));
    }
}

pub async fn every_field_of_a_new_one_is_kept(world: &World<'_>) {
    let organization = world.organization().await;
    let letter = letters(world).await.remove(0);
    let long = "\u{1f469}".repeat(256);
    let secrets = [
        None,
        Some(Sealed::new(vec![])),
        Some(Sealed::new(vec![0, 0xff, 0xc3, 0x28])),
        Some(Sealed::new(vec![0xaa; 5_000])),
    ];
    for (n, secret) in secrets.into_iter().enumerate() {
        let new = NewMail {
            to: written(),
            name: PersonName::parse(["", ODD, &long][n % 3]).expect("a valid name"),
            organization: (n % 2 == 0).then_some(organization.id),
            letter: letter.clone(),
            secret,
            created_at: at(21),
            due_at: at(22),
        };
        let mail = world.post(vec![new.clone()]).await.remove(0);
        let meant = Mail {
            id: mail.id,
            to: new.to,
            name: new.name,
            letter: new.letter,
            secret: new.secret,
            created_at: at(21),
            due_at: at(22),
            attempts: 0,
            last_error: None,
            state: MailState::Queued,
        };
        assert_same(&mail, &meant);
        assert_same(&world.find_mail(mail.id).await, &Some(meant));
    }
}

pub async fn every_field_is_updated(world: &World<'_>) {
    let bystander = world.mail(30).await;
    let mail = world.mail(30).await;
    let states = [
        (MailState::Queued, 1, Some(ODD.repeat(10)), at(50)),
        (MailState::Queued, u32::MAX, None, at(51)),
        (MailState::Sent(at(52)), 3, None, at(53)),
        (MailState::Failed(at(54)), 4, Some(String::new()), at(55)),
        (MailState::Queued, 0, Some("again".to_owned()), at(56)),
    ];
    for (state, attempts, last_error, due_at) in states {
        let edited = world
            .edit_mail(mail.id, |mail| {
                mail.state = state;
                mail.attempts = attempts;
                mail.last_error = last_error;
                mail.due_at = due_at;
            })
            .await;
        assert_same(&world.find_mail(mail.id).await, &Some(edited));
    }
    assert_same(&world.find_mail(bystander.id).await, &Some(bystander));
}

pub async fn a_secret_that_was_forgotten_is_gone(world: &World<'_>) {
    let mail = world.mail(30).await;
    assert!(mail.secret.is_some());
    world.edit_mail(mail.id, |mail| mail.secret = None).await;
    let found = world.find_mail(mail.id).await.expect("it is there");
    assert_eq!(found.secret, None);
}
