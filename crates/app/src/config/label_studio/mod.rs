//! What Label Studio's names mean here.
//!
//! - [`mail`], [`database`], [`cors`], [`log`]: names that together say what one setting of Muster says. Names that say
//!   it alone stand with their settings.
//! - [`unused`]: names that have no effect, and why.
//! - [`names`]: reads several names and remembers where they stood.

pub(super) mod cors;
pub(super) mod database;
pub(super) mod log;
pub(super) mod mail;
mod names;
pub(super) mod unused;
