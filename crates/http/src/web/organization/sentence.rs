//! What happened, as a sentence: who did what to whom. The words stand in the template.
//! A page shows one with `{{ sentence|safe }}`.

use askama::Template;
use muster_domain::model::account::User;
use muster_domain::model::audit::{AuditAction, AuditEvent};
use muster_domain::model::membership::MemberRole;
use muster_domain::ports::AuditEntry;

use crate::web::moment::Moment;

/// An event of the activity log. It renders as HTML, every name isolated.
#[derive(Template)]
#[template(path = "organization/sentence.html")]
pub(super) struct Sentence {
    action: AuditAction,
    who: Doer,
    /// The person it was done to.
    whom: String,
    /// Whether that is who did it.
    to_oneself: bool,
    /// The address it concerns.
    address: String,
    before: String,
    after: String,
}

/// How long the invite link works, and for how many people.
struct Limits<'a> {
    until: Option<Moment>,
    uses: &'a str,
}

/// Who did it.
enum Doer {
    Person(String),
    Operator,
    /// A visitor who was not signed in.
    Visitor,
}

impl Sentence {
    pub(super) fn new(entry: &AuditEntry) -> Self {
        let AuditEvent {
            happening, cause, ..
        } = &entry.event;
        let name = |person: &Option<(User, bool)>| {
            let person = person.as_ref();
            person.map_or_else(String::new, |(user, _)| user.display_name())
        };
        let who = match entry.event.actor {
            Some(_) => Doer::Person(name(&entry.actor)),
            None if cause.is_command() => Doer::Operator,
            None => Doer::Visitor,
        };
        let to_oneself = match who {
            Doer::Person(_) => entry.event.actor == happening.subject,
            Doer::Visitor => true,
            Doer::Operator => false,
        };
        let address = happening.address.as_ref();
        Self {
            action: happening.action,
            who,
            whom: name(&entry.subject),
            to_oneself,
            address: address.map_or_else(String::new, |email| email.as_str().to_owned()),
            before: happening.before.clone().unwrap_or_default(),
            after: happening.after.clone().unwrap_or_default(),
        }
    }

    /// A role as people know it.
    fn role(code: &str) -> &str {
        match MemberRole::from_code(code) {
            Some(role) => role.label(),
            None => code,
        }
    }

    /// As what somebody came in, or is invited.
    fn as_what(&self) -> String {
        match MemberRole::from_code(&self.after) {
            Some(MemberRole::Pending) => ", without a role as yet".to_owned(),
            Some(role) => format!(" as {}", role.label()),
            None => String::new(),
        }
    }

    /// The limits of the invite link as they are written down, in words.
    fn limits(written: &str) -> Limits<'_> {
        let (until, uses) = written
            .strip_prefix("expires: ")
            .and_then(|rest| rest.split_once(", uses: "))
            .unwrap_or(("", written));
        let until = until.parse().ok();
        Limits {
            until: until.map(|at| Moment::new(at, at)),
            uses,
        }
    }

    /// What had become of an invitation by which somebody tried to come in.
    fn ended(&self) -> &str {
        let code = self.after.as_str();
        code.strip_prefix("invitation_").unwrap_or(code)
    }
}

#[cfg(test)]
mod tests {
    use muster_domain::model::account::NewUser;
    use muster_domain::model::audit::{Cause, Happening};
    use muster_domain::model::email::EmailAddress;
    use muster_domain::model::id::{AuditEventId, OrganizationId, UserId};
    use muster_domain::model::text::{PersonName, Phone};

    use super::*;

    const OLGA: i64 = 1;
    const ANN: i64 = 2;

    fn user(id: i64, first_name: &str) -> User {
        let email = EmailAddress::parse("ann@example.com").expect("an address");
        let now = "2026-11-25T12:00:00Z".parse().expect("a time");
        let new = NewUser::new(email, None, now);
        User {
            id: UserId::new(id),
            email: new.email,
            username: new.username,
            first_name: PersonName::parse(first_name).expect("a name"),
            last_name: PersonName::default(),
            phone: Phone::default(),
            allow_newsletters: None,
            hotkeys: None,
            password: None,
            active_organization: None,
            date_joined: now,
            last_activity: now,
        }
    }

    fn person(id: i64) -> (User, bool) {
        let name = if id == OLGA { "<b>Olga" } else { "Ann" };
        (user(id, name), true)
    }

    /// What is said of this, done by a person, or else by a command or a visitor.
    fn said(actor: Option<i64>, command: bool, happening: Happening) -> String {
        let mut cause = Cause::command("member set-role");
        if !command {
            cause.method = "POST".to_owned();
        }
        let entry = AuditEntry {
            actor: actor.map(person),
            subject: happening.subject.map(|subject| person(subject.get())),
            event: AuditEvent {
                id: AuditEventId::new(1),
                at: "2026-11-25T12:00:00Z".parse().expect("a time"),
                actor: actor.map(UserId::new),
                happening,
                cause,
            },
        };
        Sentence::new(&entry).render().expect("a sentence")
    }

    fn happening(action: AuditAction, before: &str, after: &str) -> Happening {
        Happening::in_organization(OrganizationId::new(1), action)
            .to(UserId::new(ANN))
            .from_value(before)
            .to_value(after)
    }

    #[test]
    fn a_change_of_role_says_who_gave_whom_what() {
        let changed = |before, after| {
            said(
                Some(OLGA),
                false,
                happening(AuditAction::RoleChanged, before, after),
            )
        };
        let olga = "<bdi>&#60;b&#62;Olga</bdi>";
        assert_eq!(
            changed("NO", "RE"),
            format!("{olga} gave <bdi>Ann</bdi> the role Reviewer")
        );
        assert_eq!(
            changed("AN", "RE"),
            format!("{olga} gave <bdi>Ann</bdi> the role Reviewer in place of Annotator")
        );
        assert_eq!(
            changed("RE", "DI"),
            format!("{olga} deactivated <bdi>Ann</bdi>")
        );
        assert_eq!(
            changed("DI", "RE"),
            format!("{olga} reactivated <bdi>Ann</bdi> as Reviewer")
        );
        assert_eq!(
            changed("RE", "NO"),
            format!("{olga} took the role Reviewer from <bdi>Ann</bdi>, who waits for a role now")
        );
    }

    #[test]
    fn the_operator_and_the_person_herself_are_told_apart() {
        let joined = |actor, command| {
            let joined = happening(AuditAction::MemberJoined, "", "AN");
            said(actor, command, joined)
        };
        assert_eq!(
            joined(None, true),
            "The operator added <bdi>Ann</bdi> as Annotator"
        );
        assert_eq!(joined(None, false), "<bdi>Ann</bdi> joined as Annotator");
        assert_eq!(
            joined(Some(ANN), false),
            "<bdi>Ann</bdi> joined as Annotator"
        );
    }

    #[test]
    fn who_founds_by_signing_up_is_named() {
        let founded = |actor, command| {
            let founded = happening(AuditAction::OrganizationCreated, "", "Lab");
            said(actor, command, founded)
        };
        let lab = "founded the organization <bdi>Lab</bdi>";
        assert_eq!(founded(None, false), format!("<bdi>Ann</bdi> {lab}"));
        assert_eq!(
            founded(None, true),
            format!("The operator {lab} for <bdi>Ann</bdi>")
        );
    }

    #[test]
    fn times_among_the_limits_of_the_link_are_times() {
        let limited = |before, after| {
            let limited = happening(AuditAction::InviteLinkLimited, before, after);
            said(Some(ANN), false, limited)
        };
        let words = limited(
            "expires: never, uses: any number",
            "expires: 2026-12-24T18:00:00+00:00, uses: 1",
        );
        assert_eq!(
            words,
            "<bdi>Ann</bdi> changed the limits of the invite link \
             from “without end, for any number of people” \
             to “until <time datetime=\"2026-12-24T18:00:00Z\" title=\"24 December 2026, 18:00 UTC\">\
             24 December 2026, 18:00 UTC</time>, for 1 person”"
        );
        assert!(
            limited("", "<b>").contains("&#60;b&#62;"),
            "anything else is text"
        );
    }

    #[test]
    fn every_action_has_a_sentence_of_one_line() {
        for action in AuditAction::ALL {
            let sentence = said(Some(OLGA), false, happening(*action, "NO", "RE"));
            assert!(sentence.contains("<bdi>"), "{sentence}");
            assert!(!sentence.contains(['\n', '_']), "{sentence}");
            assert_eq!(sentence.trim(), sentence);
        }
    }
}
