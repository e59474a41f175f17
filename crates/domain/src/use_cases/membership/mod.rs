//! The people of an organization: list, roles, removal, import, joining by link, leaving.

mod adding;
mod change_role;
mod change_roles;
mod create;
mod import;
mod join_by_link;
mod joining;
mod leave;
mod list;
mod preview_link;
mod remove;
mod update_profile;
mod view;
mod waiting;

pub use change_role::{ChangeRole, ChangeRoleError, RoleWish};
pub use change_roles::{ChangeRoles, ChangeRolesError, ChangedRoles, Manner, Outcome};
pub use create::{CreateMember, CreateMemberError};
pub use import::{
    ImportManner, ImportMembers, ImportMembersError, ImportOutcome, ImportedMembers, ImportedPerson,
};
pub use join_by_link::{JoinByLink, JoinByLinkError};
pub(super) use joining::{LinkError, join, lock_link};
pub use leave::{LeaveError, LeaveOrganization};
pub use list::ListMembers;
pub use preview_link::{LinkPreview, PreviewInviteLink, PreviewInviteLinkError};
pub use remove::{RemoveMember, RemoveMemberError};
pub use update_profile::{UpdateProfile, UpdateProfileError};
pub use view::ViewMember;
pub(super) use waiting::tell_of_waiting;
