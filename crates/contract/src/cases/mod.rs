//! The cases, in one room for each port and a few for what ports promise together.
//!
//! A case is a function from a [`World`](crate::World) on an empty database. It is run when
//! [`suite!`](crate::suite) lists it; a test of this crate sees to it that none is left out.

pub mod api_tokens;
pub mod audit_log;
pub mod bearers;
pub mod directory;
pub mod invite_links;
pub mod member_order;
pub mod member_search;
pub mod members;
pub mod memberships;
pub mod organizations;
pub mod password_resets;
pub mod races;
pub mod random;
pub mod seat_races;
pub mod sessions;
pub mod units;
pub mod users;
