//! Which events the log shows: person, kind and page, as they stand in the address.

use muster_domain::model::audit::AuditAction;
use muster_domain::model::id::UserId;
use muster_domain::model::page::PageRequest;
use muster_domain::ports::AuditQuery;
use serde::Deserialize;

use crate::web::browser::with_query;

/// The path of the log.
pub(super) const PATH: &str = "/organization/activity";

/// Events on one page.
pub(super) const PAGE_SIZE: u32 = 50;

/// The query of the log. What makes no sense in it is passed over.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ActivityQuery {
    /// A name or address typed to find a person, who is then meant instead of `actor`, or of `subject`.
    #[serde(default)]
    person: String,
    #[serde(default)]
    part: String,
    #[serde(default)]
    actor: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    page: String,
}

/// The part that a person has in events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Who did it.
    Actor,
    /// Whom it was done to.
    Subject,
}

impl Part {
    pub(super) const ALL: [Self; 2] = [Self::Actor, Self::Subject];

    /// The word in the address.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Actor => "",
            Self::Subject => "subject",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Actor => "Done by",
            Self::Subject => "About",
        }
    }
}

/// Of what kind events are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventKind {
    People,
    Invitations,
    Settings,
}

impl EventKind {
    pub(super) const ALL: [Self; 3] = [Self::People, Self::Invitations, Self::Settings];

    /// The word in the address.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Invitations => "invitations",
            Self::Settings => "settings",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::People => "People and roles",
            Self::Invitations => "Invitations",
            Self::Settings => "Settings",
        }
    }

    /// None for matters of an account, which are in no organization's log.
    fn of(action: AuditAction) -> Option<Self> {
        match action {
            AuditAction::MemberJoined
            | AuditAction::RoleChanged
            | AuditAction::MemberRemoved
            | AuditAction::MemberLeft
            | AuditAction::OwnershipTransferred => Some(Self::People),
            AuditAction::InviteLinkReset
            | AuditAction::InviteLinkLimited
            | AuditAction::InvitationCreated
            | AuditAction::InvitationResent
            | AuditAction::InvitationRoleChanged
            | AuditAction::InvitationRevoked
            | AuditAction::InvitationLinkShown
            | AuditAction::InvitationAccepted
            | AuditAction::InvitationRefused => Some(Self::Invitations),
            AuditAction::OrganizationCreated
            | AuditAction::OrganizationRenamed
            | AuditAction::ContactChanged
            | AuditAction::DefaultRoleChanged
            | AuditAction::SessionPolicyChanged
            | AuditAction::TokenPolicyChanged
            | AuditAction::LicenseInstalled => Some(Self::Settings),
            AuditAction::PasswordChanged
            | AuditAction::PasswordReset
            | AuditAction::PasswordResetIssued
            | AuditAction::PersonalTokenIssued
            | AuditAction::PersonalTokenRevoked
            | AuditAction::LegacyTokenRenewed => None,
        }
    }

    fn actions(self) -> Vec<AuditAction> {
        let all = AuditAction::ALL.iter().copied();
        all.filter(|action| Self::of(*action) == Some(self))
            .collect()
    }
}

impl ActivityQuery {
    /// The name or address typed.
    pub(super) fn person(&self) -> &str {
        self.person.trim()
    }

    /// The one person whose deeds to show.
    pub(super) fn actor(&self) -> Option<UserId> {
        self.actor.parse().ok().map(UserId::new)
    }

    /// The one person whom the events to show are about.
    pub(super) fn subject(&self) -> Option<UserId> {
        self.subject.parse().ok().map(UserId::new)
    }

    /// The part of the person who is looked for.
    pub(super) fn part(&self) -> Part {
        let mut parts = Part::ALL.into_iter();
        let part = parts.find(|part| part.code() == self.part);
        part.unwrap_or(Part::Actor)
    }

    /// The one kind to show.
    pub(super) fn kind(&self) -> Option<EventKind> {
        EventKind::ALL
            .into_iter()
            .find(|kind| kind.code() == self.kind)
    }

    /// The page, from one.
    pub(super) fn page(&self) -> u32 {
        self.page.parse().ok().filter(|page| *page > 0).unwrap_or(1)
    }

    /// The same, as the domain asks.
    pub(super) fn events(&self) -> AuditQuery {
        let page = PageRequest {
            page: self.page(),
            size: PAGE_SIZE,
        };
        AuditQuery {
            actor: self.actor(),
            subject: self.subject(),
            actions: self.kind().map(EventKind::actions).unwrap_or_default(),
            ..AuditQuery::all(page)
        }
    }

    /// The same query on another page.
    pub(super) fn on_page(&self, page: u32) -> Self {
        Self {
            page: page.to_string(),
            ..self.clone()
        }
    }

    /// The same with this person in the part that was looked for.
    pub(super) fn with(&self, person: UserId) -> Self {
        let mut with = Self {
            actor: self.actor.clone(),
            subject: self.subject.clone(),
            kind: self.kind.clone(),
            ..Self::default()
        };
        match self.part() {
            Part::Actor => with.actor = person.to_string(),
            Part::Subject => with.subject = person.to_string(),
        }
        with
    }

    /// A path with the query in it, as far as it says anything.
    pub(super) fn at(&self, path: &str) -> String {
        let id = |person: Option<UserId>| person.map_or_else(String::new, |id| id.to_string());
        let page = match self.page() {
            1 => String::new(),
            page => page.to_string(),
        };
        with_query(
            path,
            &[
                ("actor", &id(self.actor())),
                ("subject", &id(self.subject())),
                ("kind", self.kind().map_or("", EventKind::code)),
                ("page", &page),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_narrows_the_log() {
        let query = ActivityQuery {
            person: " Ann ".to_owned(),
            actor: "7".to_owned(),
            kind: "settings".to_owned(),
            page: "3".to_owned(),
            ..ActivityQuery::default()
        };
        assert_eq!(query.at("/x"), "/x?actor=7&kind=settings&page=3");
        let ann = query.with(UserId::new(9));
        assert_eq!(ann.at("/x"), "/x?actor=9&kind=settings");
        let about = ActivityQuery {
            part: "subject".to_owned(),
            ..query
        };
        let ann = about.with(UserId::new(9));
        assert_eq!(ann.at("/x"), "/x?actor=7&subject=9&kind=settings");
        let nonsense = ActivityQuery {
            part: "neither".to_owned(),
            actor: "ann".to_owned(),
            subject: "bob".to_owned(),
            kind: "all".to_owned(),
            page: "-1".to_owned(),
            ..ActivityQuery::default()
        };
        assert_eq!(nonsense.at("/x"), "/x");
    }
}
