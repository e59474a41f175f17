//! Use cases against the in-memory store, with a clock and secrets that the test controls.

mod account;
mod api_token;
mod bulk;
mod failures;
mod import;
mod invitation;
mod license;
mod mail;
mod membership;
mod organization;
mod personal_token;
mod post;
mod profile;
mod races;
mod world;
