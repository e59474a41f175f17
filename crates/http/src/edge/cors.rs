//! Scripts of other sites: which may read what the API answers (ruling 21). Where none is configured, nothing is said.

use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

use super::area::Area;
use super::config::HttpConfig;
use super::public_url::normal_origin;

/// What scripts may send beyond what every browser allows.
const HEADERS: HeaderValue = HeaderValue::from_static("authorization, content-type, x-api-key");
/// What scripts may read beyond that.
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after");
/// How long a browser may remember the answer, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// What is said to the script that sends a request.
pub(super) struct Cors {
    /// The origin that may read the answer.
    allowed: Option<HeaderValue>,
}

impl Cors {
    /// Of a request; `None` where nothing is said to anybody.
    pub(super) fn of(request: &Request, area: Area, config: &HttpConfig) -> Option<Self> {
        if area != Area::Api || config.cors_allowed_origins.is_empty() {
            return None;
        }
        let origin = request.headers().get(header::ORIGIN);
        let allowed = origin.filter(|origin| {
            let origin = origin.to_str().map(normal);
            origin.is_ok_and(|origin| {
                let mut entries = config.cors_allowed_origins.iter();
                entries.any(|entry| entry == "*" || normal(entry) == origin)
            })
        });
        Some(Self {
            allowed: allowed.cloned(),
        })
    }

    /// Says it on the answer.
    pub(super) fn write(self, headers: &mut HeaderMap) {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        if let Some(origin) = self.allowed {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }
}

/// Answers who only asks what may be asked: a browser before it sends a script's request, or anybody by `OPTIONS`.
pub(super) fn options(request: &Request, allow: &str, cors: Option<&Cors>) -> Option<Response> {
    if request.method() != Method::OPTIONS {
        return None;
    }
    let allow = HeaderValue::from_str(allow).ok()?;
    let mut response = Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(header::ALLOW, allow.clone())
        .finish();
    let is_preflight = request
        .headers()
        .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if is_preflight && cors.is_some_and(|cors| cors.allowed.is_some()) {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allow);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    }
    Some(response)
}

/// An origin in one way of writing. What is none stays as it is.
fn normal(origin: &str) -> String {
    match origin.trim_end_matches('/').split_once("://") {
        Some((scheme, authority)) => normal_origin(&scheme.to_ascii_lowercase(), authority),
        None => origin.to_owned(),
    }
}
