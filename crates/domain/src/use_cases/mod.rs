//! What can be done, a folder for each feature and a file for each use case.
//!
//! The order inside is always the same: lock, authorise, decide, write, record.

pub mod account;
pub mod api_token;
pub mod audit;
mod clean_up;
mod examine;
pub mod invitation;
pub mod license;
pub mod mail;
pub mod membership;
pub mod organization;
mod scope;
mod shown;

pub use clean_up::CleanUp;
pub use examine::{Diagnosis, examine};
pub use scope::{AccessError, Scope, UseCase, View, ViewScope};
use shown::person_as_shown;
