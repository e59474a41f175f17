//! The only table of who may do what.

use super::actor::{Actor, Place};
use super::id::OrganizationId;
use super::membership::MemberRole;
use super::refusal::{Kind, Refusal};

/// What people do in an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Be told about oneself, and change one's own profile.
    SeeSelf,
    /// End one's own membership. (The Owner may not: see `membership::leave`.)
    Leave,
    /// Use the product at all: its API, the organization's name and policies, fellow members.
    UseProduct,
    /// List people, give roles, deactivate, reactivate, remove.
    ManagePeople,
    /// Invite by mail; list, change, resend and revoke invitations.
    Invite,
    /// See, limit and reset the invite link.
    ManageInviteLink,
    /// Change title, contact and default role.
    EditOrganization,
    /// See how many seats are taken.
    SeeSeats,
    /// Install a licence.
    ManageLicense,
    /// Read the activity log.
    SeeActivity,
    /// Say which kinds of token may be used, and how long they live.
    SetTokenPolicy,
    /// Set how long sessions last.
    SetSessionPolicy,
    /// Make somebody else the Owner.
    TransferOwnership,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::SeeSelf,
        Self::Leave,
        Self::UseProduct,
        Self::ManagePeople,
        Self::Invite,
        Self::ManageInviteLink,
        Self::EditOrganization,
        Self::SeeSeats,
        Self::ManageLicense,
        Self::SeeActivity,
        Self::SetTokenPolicy,
        Self::SetSessionPolicy,
        Self::TransferOwnership,
    ];
}

/// Whether a member of this role may do this. A Deactivated member may do nothing.
pub const fn permits(role: MemberRole, action: Action) -> bool {
    use MemberRole::{Administrator, Annotator, Deactivated, Manager, Owner, Reviewer};
    match action {
        Action::SeeSelf | Action::Leave => !matches!(role, Deactivated),
        Action::UseProduct => {
            matches!(role, Owner | Administrator | Manager | Reviewer | Annotator)
        }
        Action::ManagePeople
        | Action::Invite
        | Action::ManageInviteLink
        | Action::EditOrganization
        | Action::SeeSeats
        | Action::ManageLicense
        | Action::SeeActivity
        | Action::SetTokenPolicy => matches!(role, Owner | Administrator),
        Action::SetSessionPolicy | Action::TransferOwnership => matches!(role, Owner),
    }
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody is signed in.
    #[error("authentication credentials were not provided")]
    Unauthenticated,
    /// The membership was deactivated or removed.
    #[error("your access to this organization has ended")]
    Ended,
    /// No such organization, or none of the caller's.
    #[error("not found")]
    NotFound,
    /// The member waits for a role.
    #[error("you are signed in, and wait for an owner or administrator to give you a role")]
    Pending,
    /// The person belongs to no organization.
    #[error("you belong to no organization; ask for an invite link")]
    Nowhere,
    /// The role does not allow it.
    #[error("you do not have permission to perform this action")]
    Forbidden,
}

impl Refusal for Denied {
    fn kind(&self) -> Kind {
        match self {
            Self::Unauthenticated | Self::Ended => Kind::Unauthenticated,
            Self::NotFound => Kind::NotFound,
            Self::Pending | Self::Nowhere | Self::Forbidden => Kind::Forbidden,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated | Self::Ended => "unauthenticated",
            Self::NotFound => "not_found",
            Self::Pending => "membership_pending",
            Self::Nowhere | Self::Forbidden => "forbidden",
        }
    }
}

/// Judges one role against the table.
pub fn judge(role: MemberRole, action: Action) -> Result<(), Denied> {
    match role {
        _ if permits(role, action) => Ok(()),
        MemberRole::Deactivated => Err(Denied::Ended),
        MemberRole::Pending => Err(Denied::Pending),
        _ => Err(Denied::Forbidden),
    }
}

impl Actor {
    /// Whether the actor may do this where the request is addressed, and where that is.
    /// For reads, from what authentication found in this same request.
    pub fn authorize(&self, action: Action) -> Result<Place, Denied> {
        match self {
            Self::Visitor | Self::Operator => Err(Denied::Unauthenticated),
            Self::Person(person) => {
                let place = person.place.ok_or(Denied::Nowhere)?;
                judge(place.role, action)?;
                Ok(place)
            }
        }
    }

    /// Whether the actor may do this in this organization. The operator may.
    pub fn authorize_in(&self, organization: OrganizationId, action: Action) -> Result<(), Denied> {
        match self {
            Self::Operator => Ok(()),
            Self::Visitor => Err(Denied::Unauthenticated),
            Self::Person(person) => match person.place {
                Some(place) if place.organization == organization => judge(place.role, action),
                _ => Err(Denied::NotFound),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as the manual has it: a letter for each action, in the order of `Action::ALL`.
    #[test]
    fn the_table() {
        let row = |role| {
            Action::ALL
                .map(|action| if permits(role, action) { 'x' } else { '.' })
                .iter()
                .collect::<String>()
        };
        let table: Vec<_> = MemberRole::ALL
            .map(|role| format!("{} {}", role.code(), row(role)))
            .into();
        assert_eq!(
            table,
            [
                "OW xxxxxxxxxxxxx",
                "AD xxxxxxxxxxx..",
                "MA xxx..........",
                "RE xxx..........",
                "AN xxx..........",
                "NO xx...........",
                "DI ............."
            ]
        );
    }
}
