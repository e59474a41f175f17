//! The tables as sea-orm knows them, one file each, and how a row becomes a domain type.

pub(crate) mod audit_events;
pub(crate) mod invitation_links;
pub(crate) mod invitations;
pub(crate) mod invite_links;
pub(crate) mod legacy_tokens;
pub(crate) mod letter;
pub(crate) mod licenses;
pub(crate) mod mails;
pub(crate) mod memberships;
pub(crate) mod organizations;
pub(crate) mod password_resets;
pub(crate) mod personal_tokens;
pub(crate) mod seat_days;
pub(crate) mod server_settings;
pub(crate) mod sessions;
pub(crate) mod users;
