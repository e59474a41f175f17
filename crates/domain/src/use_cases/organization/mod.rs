//! An organization itself: founding, details, invite link, ownership, seats.

mod create;
mod ensure_owner;
mod founding;
mod invite_link;
mod limit_invite_link;
mod list;
mod reset_invite_link;
mod set_default_role;
mod set_session_policy;
mod set_token_policy;
mod transfer_ownership;
mod update;
mod view;
mod view_overview;
mod view_seats;

pub use create::{CreateOrganization, CreatedOrganization};
pub use ensure_owner::{EnsureOwner, EnsureOwnerError};
pub(super) use founding::found;
pub use invite_link::{ShownInviteLink, ViewInviteLink};
pub use limit_invite_link::LimitInviteLink;
pub use list::ListOrganizations;
pub use reset_invite_link::ResetInviteLink;
pub use set_default_role::{SetDefaultRole, SetDefaultRoleError};
pub use set_session_policy::SetSessionPolicy;
pub use set_token_policy::SetTokenPolicy;
pub use transfer_ownership::{TransferOwnership, TransferOwnershipError};
pub use update::{UpdateOrganization, UpdateOrganizationError};
pub use view::{OrganizationDetails, ViewOrganization};
pub use view_overview::{OrganizationOverview, ViewOverview};
pub(super) use view_seats::report_seats;
pub use view_seats::{SeatReport, ViewBilling, ViewSeats};
