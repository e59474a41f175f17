//! The API on the real router, with the store in memory and a clock that stands still.

mod access;
mod account;
mod activity_log;
mod address;
mod any_input;
mod billing;
mod cors;
mod credentials;
mod description;
mod errors;
mod foreign;
mod gone;
mod invitations;
mod invite_link;
mod inviting;
mod licenses;
mod members;
mod organizations;
mod personal_tokens;
mod rate_limits;
mod server;
mod users;
mod vendor;
mod world;
