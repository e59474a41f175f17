//! Successes other than 200, and refusals that the contract answers without the error envelope.

use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use poem_openapi::types::ToJSON;

use super::wire::error::{BareDetail, InvalidHotkeys};

/// Something new was made.
#[derive(ApiResponse)]
pub(super) enum Created<T: ToJSON> {
    /// Made.
    #[oai(status = 201)]
    Made(Json<T>),
}

/// It is done, and there is nothing to say.
#[derive(ApiResponse)]
pub(super) enum NoContent {
    /// Done.
    #[oai(status = 204)]
    Done,
}

/// A token was replaced, or had ended before.
#[derive(ApiResponse)]
pub(super) enum Rotated<T: ToJSON> {
    /// Replaced.
    #[oai(status = 200)]
    Done(Json<T>),
    /// The token has ended, or the input cannot be right.
    #[oai(status = 400)]
    Ended(Json<BareDetail>),
}

/// A token was revoked, or there is none.
#[derive(ApiResponse)]
pub(super) enum Revoked {
    /// Revoked.
    #[oai(status = 204)]
    Done,
    /// There is no such token that can be used.
    #[oai(status = 404)]
    NoSuchToken(Json<BareDetail>),
}

/// Hotkeys were stored, or cannot be.
#[derive(ApiResponse)]
pub(super) enum HotkeysStored<T: ToJSON> {
    /// Stored.
    #[oai(status = 200)]
    Done(Json<T>),
    /// They cannot be right.
    #[oai(status = 400)]
    Invalid(Json<InvalidHotkeys>),
}
