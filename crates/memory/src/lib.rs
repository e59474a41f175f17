//! The store in memory: for embedders who keep the roll elsewhere or not at all, for demonstrations and for tests.
//!
//! It keeps every promise of the ports but one: what is committed does not survive the process.

mod api_tokens;
mod audit_log;
mod directory;
mod invitations;
mod invite_links;
mod licenses;
mod members;
mod memberships;
mod organizations;
mod outbox;
mod password_resets;
mod seat_history;
mod sessions;
mod state;
mod store;
mod users;

pub use store::MemoryStore;
