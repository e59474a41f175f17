//! You have a role and can begin.

use muster_domain::model::membership::{MemberRole, Role};
use muster_domain::model::text::OrganizationTitle;

use super::words::Name;

pub(super) struct RoleGiven {
    organization: Name,
    role: &'static str,
    link: String,
}

impl RoleGiven {
    pub(super) fn new(organization: &OrganizationTitle, role: Role, link: String) -> Self {
        Self {
            organization: Name::new(organization.as_str()),
            role: MemberRole::from(role).label(),
            link,
        }
    }

    fn title(&self) -> String {
        format!(
            "You are now {} in {}",
            self.role,
            self.organization.short(60)
        )
    }
}

super::page!(RoleGiven, "role_given.txt", "role_given.html");
