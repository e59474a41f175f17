//! A person's own account: signing up, logging in, profile, password.

mod authenticate;

pub use authenticate::{AuthenticateError, Authenticated, authenticate};
