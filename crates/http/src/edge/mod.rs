//! What every request passes before a handler sees it, and every answer after: address, identity, defence, errors.
//!
//! - [`Frame`] is the outermost layer: request id, log line, public address, allowed hosts, errors, security headers.
//! - [`Gate`] tells who asks, and guards forms and cookies against other sites.
//! - [`Member`], [`SignedIn`] and [`Visit`] are how a handler asks who is there.
//! - [`Access`] is who may use a route; [`Pages`] takes no route without it, and [`Ruled`] serves none.
//! - [`Problem`] is how a handler says no.

mod access;
mod area;
mod callers;
mod client;
mod config;
mod cookies;
mod cors;
mod credential;
mod csrf;
mod fields;
mod frame;
mod gate;
mod headers;
mod host;
mod identity;
mod info;
mod limit;
mod next;
mod origin;
mod pages;
mod problem;
mod public_url;
mod rate_limit;
mod render;
mod rewrite;
mod ruled;
mod theme;

pub use access::{Access, RouteRule};
pub use client::{Network, NetworkError};
pub use config::{HttpConfig, RateLimits};
pub use public_url::{PublicUrl, PublicUrlError};

pub(crate) use callers::{FromIdentity, Member, SignedIn, Visit};
pub(crate) use cookies::{end_session, start_session};
pub(crate) use credential::session_shown;
pub(crate) use csrf::CsrfToken;
pub(crate) use fields::{Fields, InvalidFields};
pub(crate) use frame::Frame;
pub(crate) use gate::Gate;
pub(crate) use info::RequestInfo;
pub(crate) use next::local_next;
pub(crate) use origin::own_page_before;
pub(crate) use pages::Pages;
pub(crate) use problem::Problem;
pub(crate) use ruled::Ruled;
pub(crate) use theme::Theme;
