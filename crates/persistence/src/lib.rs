//! `Store` and `Directory` on a SQL database, through sea-orm.
//!
//! Both databases run the same statements. A unit of work is one transaction. On SQLite all of a process's
//! units share one writing connection and begin by taking the file's write lock, so that they queue
//! instead of failing. On PostgreSQL, 13 or newer, they run side by side, READ COMMITTED, and wait for
//! each other where they lock the same row. Reads have connections of their own.
//!
//! **Invariant**: entities and statements never leave this crate. A row becomes a domain type, or
//! [`Corrupt`](muster_domain::ports::StoreError::Corrupt).

mod api_tokens;
mod audit_log;
mod connect;
mod directory;
mod entity;
mod error;
mod examination;
mod invitations;
mod invite_links;
mod licenses;
mod like;
mod many;
mod memberships;
mod migration;
mod organizations;
mod outbox;
mod password_resets;
#[cfg(test)]
mod plan;
mod reader;
mod row;
mod seat_history;
mod server_settings;
mod sessions;
mod store;
mod unit_of_work;
mod users;

pub use connect::{ConnectError, ConnectOptions, UrlError};
pub use store::SqlStore;
