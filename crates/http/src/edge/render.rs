//! A [`Problem`] as the contract's error body, or as a plain page.

use muster_domain::model::seats::SeatLimit;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use super::area::Area;
use super::config::HttpConfig;
use super::frame::PageError;
use super::info::RequestInfo;
use super::problem::{Problem, sentence};

/// How soon a client may try again, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");

/// Writes the problem in the form that the area of the request calls for, and logs what the client is not told.
pub(super) fn render(
    problem: &Problem,
    info: &RequestInfo,
    config: &HttpConfig,
    page: PageError,
) -> Response {
    if problem.status.is_server_error() {
        let cause = problem.for_the_log().unwrap_or_default();
        tracing::error!(id = %info.id, code = problem.code, cause, "a request failed");
    }
    let mut response = match info.area {
        Area::Page => page(problem, info, config),
        Area::Api | Area::Open => envelope(problem, info, config),
    };
    response.set_status(problem.status);
    let headers = response.headers_mut();
    match problem.status {
        StatusCode::UNAUTHORIZED => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Token"));
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            let told = problem.retry_after.map_or(RETRY_AFTER, HeaderValue::from);
            headers.entry(header::RETRY_AFTER).or_insert(told);
        }
        _ => {}
    }
    response
}

/// The error body of the contract, with `code` beside it.
fn envelope(problem: &Problem, info: &RequestInfo, config: &HttpConfig) -> Response {
    let mut body = json!({
        "id": info.id.to_string(),
        "status_code": problem.status.as_u16(),
        "version": config.version,
        "detail": problem.detail,
        "code": problem.code,
        "exc_info": null,
    });
    if !problem.fields.is_empty() {
        body["validation_errors"] = validation_errors(problem);
    }
    if let Some(seats) = problem.seats {
        body["used"] = json!(seats.used);
        body["limit"] = match seats.limit {
            SeatLimit::Limited(limit) => json!(limit),
            SeatLimit::Unlimited => Value::Null,
        };
    }
    if let Some(results) = &problem.results {
        body["results"] = Value::clone(results);
    }
    poem::web::Json(body).into_response()
}

fn validation_errors(problem: &Problem) -> Value {
    let mut fields = Map::new();
    for fault in &problem.fields {
        let messages = fields.entry(fault.field).or_insert_with(|| json!([]));
        if let Value::Array(messages) = messages {
            messages.push(sentence(&fault.message).into());
        }
    }
    Value::Object(fields)
}
