//! The cases, in one room for each port and a few for what ports promise together.
//!
//! A case is a function from a [`World`](crate::World) on an empty database. It is run when
//! [`suite!`](crate::suite) lists it; a test of this crate sees to it that none is left out.

pub mod addressees;
pub mod api_tokens;
pub mod audit_log;
pub mod audit_queries;
pub mod bearers;
pub mod bulk;
pub mod directory;
pub mod invitation_list;
pub mod invitation_races;
pub mod invitations;
pub mod invite_links;
pub mod licenses;
pub mod mails;
pub mod member_order;
pub mod member_search;
pub mod members;
pub mod memberships;
pub mod open_invitations;
pub mod organizations;
pub mod outbox;
pub mod outbox_upkeep;
pub mod password_resets;
pub mod personal_tokens;
pub mod races;
pub mod random;
pub mod seat_history;
pub mod seat_races;
pub mod sessions;
pub mod units;
pub mod users;
