//! How refusals stand in the API's description. What writes them is the edge.

use poem_openapi::ApiResponse;
use poem_openapi::payload::{Json, Payload as _};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type as _;

use super::wire::error::Error;
use crate::edge::Problem;

/// What every operation may answer instead of success.
const STATUSES: [(u16, &str); 7] = [
    (
        400,
        "The input cannot be right; `validation_errors` names every field at fault.",
    ),
    (401, "No valid credential, or access has ended."),
    (
        403,
        "The caller may not do this, or no seat is free (`no_free_seat`).",
    ),
    (
        404,
        "There is no such thing, or it is none of the caller's.",
    ),
    (
        405,
        "The method is not offered, or this is never done to it.",
    ),
    (
        410,
        "A link or an invitation that was good once has ended; `code` says how.",
    ),
    (
        503,
        "The server cannot do it now; try again as `Retry-After` says.",
    ),
];

impl ApiResponse for Problem {
    fn meta() -> MetaResponses {
        let responses = STATUSES
            .map(|(status, description)| MetaResponse {
                description,
                status: Some(status),
                status_range: None,
                content: vec![MetaMediaType {
                    content_type: Json::<Error>::CONTENT_TYPE,
                    schema: Error::schema_ref(),
                }],
                headers: Vec::new(),
            })
            .into();
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        Error::register(registry);
    }
}
