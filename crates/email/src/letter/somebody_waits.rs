//! Somebody waits for a role or a seat.

use muster_domain::model::email::EmailAddress;
use muster_domain::model::membership::{MemberRole, Role};
use muster_domain::model::text::OrganizationTitle;

use super::words::{Name, Person};

pub(super) struct SomebodyWaits {
    organization: Name,
    person: Person,
    /// The role that waits for a free seat; none where any role is awaited.
    promised: Option<&'static str>,
    link: String,
}

impl SomebodyWaits {
    pub(super) fn new(
        organization: &OrganizationTitle,
        person: &str,
        email: &EmailAddress,
        promised: Option<Role>,
        link: String,
    ) -> Self {
        Self {
            organization: Name::new(organization.as_str()),
            person: Person::new(person, email),
            promised: promised.map(|role| MemberRole::from(role).label()),
            link,
        }
    }

    fn title(&self) -> String {
        let awaited = match self.promised {
            Some(_) => "free seat",
            None => "role",
        };
        format!(
            "{} waits for a {awaited} in {}",
            self.person.called().short(40),
            self.organization.short(60)
        )
    }
}

super::page!(SomebodyWaits, "somebody_waits.txt", "somebody_waits.html");
