//! The rules of an organization's people: who belongs to it, in which role, by whose invitation,
//! and how many seats of its licence are taken.
//!
//! The crate is pure: it knows no database, no HTTP and no clock of its own. It declares what it
//! needs as [`ports`] and is driven through [`Muster`], which runs one [`UseCase`](use_cases::UseCase) in one unit of
//! work, or one [`View`](use_cases::View) on the read side. Imports run one way:
//! `muster` → `use_cases` → `ports` → `model`.
//!
//! `examples/embed.rs` shows another service using it.

pub mod model;
mod muster;
pub mod ports;
pub mod use_cases;

pub use muster::Muster;
