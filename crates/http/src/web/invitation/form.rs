//! The form with which people are invited by their addresses. It stands on the Organization page, and again beside the
//! results where some addresses failed.

use muster_domain::model::invitation::InvitedRole;
use muster_domain::model::membership::{MemberRole, Role};
use muster_domain::model::organization::Organization;
use muster_domain::model::seats::Seats;

use super::invite::Sent;
use super::query::PATH;
use crate::web::browser::Browser;
use crate::web::errors::FormErrors;
use crate::web::organization::{Choice, counted};

/// What the form shows.
pub(in crate::web) struct InviteForm {
    pub(in crate::web) errors: FormErrors,
    /// What stands in the field.
    pub(in crate::web) emails: String,
    pub(in crate::web) roles: Vec<Choice>,
    pub(in crate::web) sends_mail: bool,
    /// How many seats there are for them, where there is a limit.
    pub(in crate::web) seats: Option<String>,
}

impl InviteForm {
    /// An empty one, with the organization's default role chosen.
    pub(in crate::web) fn new(
        browser: &Browser,
        organization: &Organization,
        seats: Seats,
    ) -> Self {
        Self {
            errors: FormErrors::default(),
            emails: String::new(),
            roles: roles(organization.default_role.as_member_role()),
            sends_mail: browser.sends_mail(),
            seats: seats.free().map(seats_for_them),
        }
    }

    /// The same, with what was typed before its sender was logged out.
    pub(in crate::web) fn with_draft(self, browser: &Browser) -> Self {
        match browser.draft::<Sent>(PATH) {
            Some(Sent { emails, role, .. }) => {
                let role = MemberRole::from_code(&role);
                self.typed(emails, role, FormErrors::default())
            }
            None => self,
        }
    }

    /// The same, with what was typed and chosen and what is wrong with it.
    pub(super) fn typed(
        self,
        emails: String,
        role: Option<MemberRole>,
        errors: FormErrors,
    ) -> Self {
        Self {
            errors,
            emails,
            roles: role.map_or(self.roles, roles),
            ..self
        }
    }
}

/// The role that a choice gives; none where people are to wait for one.
pub(super) fn given(choice: MemberRole) -> Option<Role> {
    InvitedRole::new(choice).ok()?.role()
}

/// The roles that can be offered, with the one to show as chosen.
pub(super) fn roles(chosen: MemberRole) -> Vec<Choice> {
    MemberRole::ALL
        .into_iter()
        .filter(|role| !matches!(role, MemberRole::Owner | MemberRole::Deactivated))
        .map(|role| Choice {
            code: role.code(),
            label: match role {
                MemberRole::Pending => "Pending: no role yet",
                role => role.label(),
            },
            chosen: role == chosen,
        })
        .collect()
}

/// That so many of so many people would find no seat, where anybody would not.
pub(in crate::web) fn would_wait(waiting: u64, people: u64) -> Option<String> {
    match (waiting, people) {
        (0, _) => None,
        (1, 1) => Some("This person would wait for a seat.".to_owned()),
        (all, people) if all == people => Some(format!("All {all} would wait for a seat.")),
        (some, people) => Some(format!("{some} of these {people} would wait for a seat.")),
    }
}

fn seats_for_them(free: u64) -> String {
    match free {
        0 => "No seat is free: whoever joins waits until one is.".to_owned(),
        free => format!(
            "{} free. Whoever finds none left when joining waits for one.",
            counted(free, "seat is", "seats are")
        ),
    }
}
