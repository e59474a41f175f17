//! Values and decisions: pure and synchronous. Nothing here reaches for a port.

pub mod access;
pub mod account;
pub mod actor;
pub mod address_list;
pub mod api_token;
pub mod audit;
pub mod cell;
pub mod email;
pub mod examination;
pub mod id;
pub mod invitation;
pub mod invite_link;
pub mod license;
pub mod mail;
pub mod membership;
pub mod organization;
pub mod page;
pub mod password_reset;
pub mod refusal;
pub mod seat_history;
pub mod seats;
pub mod secret;
pub mod session;
pub mod settings;
pub mod text;
pub mod time;
