//! The API on the real router, with the store in memory and a clock that stands still.

mod account;
mod address;
mod any_input;
mod credentials;
mod errors;
mod foreign;
mod gone;
mod invitations;
mod invite_link;
mod inviting;
mod members;
mod organizations;
mod server;
mod world;
