//! The pages, rendered on the server and whole without script.
//!
//! A handler reads the form, runs a use case, and answers with a page or sends the browser on; it decides nothing.
//! Each page is a struct beside its handler, with a template of the same name.
//!
//! - [`browser`] is what every handler works with; [`frame`] what every page has around it.
//! - [`account`], [`invitation`], [`membership`] and [`organization`] are the pages, by the domain's features.
//! - [`assets`], [`draft`], [`errors`], [`flash`] and [`moment`] are their parts.

mod account;
mod assets;
mod browser;
mod draft;
mod error_page;
mod errors;
mod flash;
mod frame;
mod home;
mod invitation;
mod membership;
mod moment;
mod organization;

use crate::edge::{Access, Pages};

pub(crate) use error_page::error_page;

/// The pages.
pub(crate) fn pages() -> Pages {
    let pages = Pages::default().get("/", Access::Public, home::show).get(
        "/assets/:content/:name",
        Access::Public,
        assets::serve,
    );
    let pages = membership::routes(account::routes(pages));
    organization::routes(invitation::routes(pages))
}
