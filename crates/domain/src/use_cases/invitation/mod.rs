//! E-mail invitations: inviting, the list, and coming in by one.

mod accept;
mod change_role;
mod invite;
mod list;
mod open;
mod preview;
mod resend;
mod revoke;
mod show_link;

pub use accept::{AcceptForm, AcceptInvitation, AcceptInvitationError, Accepted};
pub use change_role::{ChangeInvitationRole, ChangeInvitationRoleError};
pub use invite::{InviteOutcome, InvitePeople, InvitePeopleError, InviteResult};
pub use list::{ListInvitations, ViewInvitation};
pub use open::InvitationError;
pub(super) use open::revoke_for;
pub use preview::{Holder, InvitationPreview, PreviewInvitation, PreviewInvitationError};
pub use resend::{ResendInvitation, ResendInvitationError};
pub use revoke::{RevokeInvitation, Which};
pub use show_link::{ShowInvitationLink, ShowInvitationLinkError};
