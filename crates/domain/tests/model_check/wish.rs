//! What people may want at any time, and what the domain makes of it.

use muster_domain::model::access::Action;
use muster_domain::model::id::UserId;
use muster_domain::model::membership::{MemberRole, Role, Standing};
use muster_domain::use_cases::membership::{LeaveOrganization, RemoveMember, RoleWish};

use crate::roll::{Fixed, ID, Moment, Roll};

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Wish {
    /// `membership::ChangeRole`; with two, `membership::ChangeRoles`, all or nothing.
    Roles(UserId, Vec<RoleWish>),
    Remove(UserId, UserId),
    Leave(UserId),
    /// By link, or by an invitation.
    Join(UserId, Option<Role>),
    Transfer(UserId, UserId),
    Install(UserId, usize),
}

/// Rows to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Change {
    pub(crate) members: Vec<(UserId, Option<Standing>)>,
    pub(crate) owner: Option<UserId>,
    pub(crate) license: Option<usize>,
}

impl Wish {
    /// Everything that anybody could want.
    pub(crate) fn all(fixed: &Fixed) -> Vec<Self> {
        let mut wishes = Vec::new();
        for &me in &fixed.people {
            wishes.extend([
                Self::Leave(me),
                Self::Join(me, None),
                Self::Join(me, Some(Role::Annotator)),
            ]);
            wishes.extend((0..fixed.licenses.len()).map(|place| Self::Install(me, place)));
            for &user in &fixed.people {
                wishes.extend([Self::Remove(me, user), Self::Transfer(me, user)]);
                wishes.extend(ROLES.map(|to| Self::Roles(me, vec![RoleWish { user, to }])));
            }
            for &first in &fixed.people {
                let others = fixed.people.iter().filter(|other| **other != first);
                wishes.extend(
                    others
                        .map(|second| Self::Roles(me, vec![annotator(first), annotator(*second)])),
                );
            }
        }
        wishes
    }

    /// The people in it.
    pub(crate) fn people(&mut self) -> Vec<&mut UserId> {
        match self {
            Self::Roles(me, wishes) => {
                let members = wishes.iter_mut().map(|wish| &mut wish.user);
                std::iter::once(me).chain(members).collect()
            }
            Self::Remove(me, user) | Self::Transfer(me, user) => vec![me, user],
            Self::Leave(me) | Self::Join(me, _) | Self::Install(me, _) => vec![me],
        }
    }

    /// Who wants it, and the right that the use case asks for under the lock; none for whoever comes in.
    pub(crate) fn right(&self) -> Option<(UserId, Action)> {
        match *self {
            Self::Roles(me, _) | Self::Remove(me, _) => Some((me, Action::ManagePeople)),
            Self::Leave(me) => Some((me, Action::Leave)),
            Self::Join(..) => None,
            Self::Transfer(me, _) => Some((me, Action::TransferOwnership)),
            Self::Install(me, _) => Some((me, Action::ManageLicense)),
        }
    }

    /// What the use case writes after it saw this; `None` where it refuses.
    pub(crate) fn decide(&self, fixed: &Fixed, seen: &Roll, moment: Moment) -> Option<Change> {
        let organization = fixed.organization(seen.owner);
        let mut seats = fixed.seats(seen, moment);
        let mut change = Change::default();
        match *self {
            Self::Roles(me, ref wishes) => {
                for wish in wishes {
                    let found = seen.membership(wish.user);
                    let member = wish.of_whom(Some(me), organization, found).ok()?;
                    let to = wish.standing(member.standing, seats).ok()?;
                    seats = seats.after(member.standing, to);
                    change.members.push((wish.user, Some(to)));
                }
            }
            Self::Remove(me, user) => {
                let removal = RemoveMember {
                    organization: ID,
                    user,
                };
                let found = seen.membership(user);
                removal.of_whom(Some(me), organization, found).ok()?;
                change.members.push((user, None));
            }
            Self::Leave(me) => {
                LeaveOrganization::of_whom(me, organization, seen.membership(me)).ok()?;
                change.members.push((me, None));
            }
            Self::Join(me, role) => {
                let offered = Standing::on_joining(role, seats, Moment::Early.now());
                let standing = match seen.membership(me) {
                    None => offered,
                    Some(present) => present.standing.on_invitation(offered)?,
                };
                change.members.push((me, Some(standing)));
            }
            Self::Transfer(_, to) => {
                let mut member = seen.membership(to)?;
                let mut organization = organization.clone();
                organization.transfer_to(&mut member).ok()?;
                change.members.push((to, Some(member.standing)));
                change.owner = Some(organization.owner);
            }
            Self::Install(_, license) => change.license = Some(license),
        }
        Some(change)
    }
}

/// That the person be an Annotator.
pub(crate) fn annotator(user: UserId) -> RoleWish {
    RoleWish {
        user,
        to: Some(MemberRole::Annotator),
    }
}

/// All that a change of role can name, Owner and nothing included.
const ROLES: [Option<MemberRole>; 6] = [
    None,
    Some(MemberRole::Owner),
    Some(MemberRole::Administrator),
    Some(MemberRole::Annotator),
    Some(MemberRole::Pending),
    Some(MemberRole::Deactivated),
];
