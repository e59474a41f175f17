//! You are invited.

use muster_domain::model::invitation::InvitedRole;
use muster_domain::model::mail::Sender;
use muster_domain::model::membership::MemberRole;
use muster_domain::model::text::OrganizationTitle;
use muster_domain::model::time::Timestamp;

use super::words::{Name, Person, moment};

pub(super) struct Invitation {
    organization: Name,
    /// None for the operator.
    inviter: Option<Person>,
    /// None where the role is decided later.
    role: Option<&'static str>,
    until: String,
    link: String,
}

impl Invitation {
    pub(super) fn new(
        organization: &OrganizationTitle,
        inviter: &Sender,
        role: InvitedRole,
        expires_at: Timestamp,
        link: String,
    ) -> Self {
        Self {
            organization: Name::new(organization.as_str()),
            inviter: match inviter {
                Sender::Person { name, email } => Some(Person::new(name, email)),
                Sender::Operator => None,
            },
            role: role.role().map(|role| MemberRole::from(role).label()),
            until: moment(expires_at),
            link,
        }
    }

    fn title(&self) -> String {
        let organization = self.organization.short(60);
        match &self.inviter {
            Some(inviter) => format!(
                "{} invites you to {organization}",
                inviter.called().short(40)
            ),
            None => format!("You are invited to {organization}"),
        }
    }
}

super::page!(Invitation, "invitation.txt", "invitation.html");
