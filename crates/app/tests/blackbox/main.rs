//! Black-box tests: the real binary, its real database, real connections. Nothing is known but what an operator, a
//! browser and a script know.

mod api_doc;
mod bad_days;
mod commands;
mod configuration;
mod crash;
mod doctor;
mod first_owner;
mod import;
mod invitation_races;
mod invitations;
mod letters;
mod license;
mod licensed;
mod lifecycle;
mod no_mail;
mod races;
mod rate_limits;
mod schemathesis;
mod sdk;
mod server_key;
mod story;
mod story_by_mail;
mod support;
