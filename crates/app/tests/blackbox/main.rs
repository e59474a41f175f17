//! Black-box tests: the real binary, its real database, real connections. Nothing is known but what an operator, a
//! browser and a script know.

mod commands;
mod configuration;
mod crash;
mod lifecycle;
mod races;
mod server_key;
mod story;
mod support;
