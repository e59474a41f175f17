//! The pages, as browsers without script see them: the real routes on the store in memory.

mod account;
mod account_tokens;
mod activity;
mod bulk;
mod defence;
mod draft;
mod invitation;
mod inviting;
mod log_in;
mod looks;
mod membership;
mod organization;
mod password_reset;
mod people;
mod person;
mod reads;
mod settings;
mod sign_up;
mod usage;
#[path = "../api/vendor.rs"]
mod vendor;
mod world;
