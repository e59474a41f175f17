//! What PostgreSQL in particular has to stand, and the suite that every store must pass.
//!
//! `cargo xtask test` starts a server for it. Another one, of which the user may create databases, is used where
//! `MUSTER_TEST_POSTGRES` is its URL: `postgres://user@host:port/postgres`.

mod busy;
mod contract;
mod database;
mod migrations;
mod pooler;
