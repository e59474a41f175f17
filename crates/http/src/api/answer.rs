//! Successes other than 200.

use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use poem_openapi::types::ToJSON;

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
