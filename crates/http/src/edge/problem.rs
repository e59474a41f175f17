//! How a handler says no. One `match` on [`Kind`] turns every refusal of the domain into a status.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use muster_domain::model::refusal::{FieldError, Kind, Refusal};
use muster_domain::model::seats::Seats;
use muster_domain::model::time::Duration;
use poem::error::{MethodNotAllowedError, ReadBodyError, ResponseError};
use poem::http::{Method, StatusCode};
use poem_openapi::error::ParseParamError;
use serde_json::Value;

/// An answer that is not a success, before it is written as JSON or as a page.
#[derive(Clone)]
pub(crate) struct Problem {
    /// The status.
    pub(crate) status: StatusCode,
    /// The stable word for machines.
    pub(crate) code: &'static str,
    /// The sentence for the person who can act.
    pub(crate) detail: String,
    /// The fields at fault.
    pub(crate) fields: Vec<FieldError>,
    /// The seats as they were found, where there was none free.
    pub(crate) seats: Option<Seats>,
    /// What became of each entry of a list, where none could be used.
    pub(super) results: Option<Arc<Value>>,
    /// How soon to try again, in seconds, where that is known.
    pub(super) retry_after: Option<u16>,
    /// What is for the log alone.
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Problem {
    /// The code of [`Problem::switched`].
    pub(crate) const SWITCHED: &'static str = "switched";

    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            fields: Vec::new(),
            seats: None,
            results: None,
            retry_after: None,
            source: None,
        }
    }

    /// The same, and tells what became of each entry of the list.
    pub(crate) fn with_results(self, results: Option<Value>) -> Self {
        let results = results.map(Arc::new);
        Self { results, ..self }
    }

    /// 400 without a field at fault.
    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid", detail)
    }

    /// 400 for a form whose page showed another organization than the one that is active by now.
    pub(crate) fn switched(active: &str) -> Self {
        let detail = format!(
            "You switched to {active} in another tab; nothing was changed. \
             To change the organization that this page showed, switch back and open the page again."
        );
        Self::new(StatusCode::BAD_REQUEST, Self::SWITCHED, detail)
    }

    /// 401.
    pub(crate) fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
    }

    /// 403.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 404.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Not found.")
    }

    /// 413.
    pub(crate) fn too_large() -> Self {
        let detail = "The body of the request is longer than this server reads.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    }

    /// 413 or 400, for a body that was not read to its end.
    pub(super) fn unread(error: &ReadBodyError) -> Self {
        match error {
            ReadBodyError::PayloadTooLarge => Self::too_large(),
            _ => Self::invalid("The body of the request could not be read."),
        }
    }

    /// 415.
    pub(crate) fn unsupported_media_type(sent: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            format!("Unsupported media type \"{sent}\" in request."),
        )
    }

    /// 404 for a secret that is there and cannot be opened; `detail` says how to replace it.
    pub(crate) fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "secret_unreadable", detail)
    }

    /// 429; `wait` is how long.
    pub(super) fn too_many(wait: Duration) -> Self {
        let seconds = u16::try_from(wait.num_seconds() + 1).unwrap_or(u16::MAX);
        let detail = format!("Too many attempts. Try again in {seconds} seconds.");
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail);
        problem.retry_after = Some(seconds);
        problem
    }

    /// 503; `cause` is for the log.
    pub(crate) fn unavailable(detail: &str, cause: impl StdError + Send + Sync + 'static) -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail);
        problem.source = Some(Arc::new(cause));
        problem
    }

    /// 500; `why` is for the log.
    pub(crate) fn internal(why: &'static str) -> Self {
        let mut problem = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Internal server error.",
        );
        problem.source = Some(Arc::from(Box::<dyn StdError + Send + Sync>::from(why)));
        problem
    }

    /// What the framework itself refused, in our words.
    pub(super) fn from_framework(error: &poem::Error, method: &Method) -> Self {
        if let Some(problem) = error.downcast_ref::<Self>() {
            return problem.clone();
        }
        if error.is::<MethodNotAllowedError>() {
            return Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                format!("Method \"{method}\" not allowed."),
            );
        }
        if let Some(parameter) = error.downcast_ref::<ParseParamError>() {
            return Self::fields_at_fault(vec![FieldError::new(
                parameter.name,
                parameter.reason.clone(),
            )]);
        }
        let is_path = error.is::<poem_openapi::error::ParsePathError>()
            || error.is::<poem::error::ParsePathError>();
        match error.status() {
            _ if is_path => Self::not_found(),
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::unsupported_media_type(""),
            status if status.is_client_error() => {
                Self::new(status, "invalid", sentence(&error.to_string()))
            }
            _ => {
                let mut problem = Self::internal("");
                let text: Box<dyn StdError + Send + Sync> = error.to_string().into();
                problem.source = Some(Arc::from(text));
                problem
            }
        }
    }

    /// 400 with the fields at fault.
    pub(crate) fn fields_at_fault(fields: Vec<FieldError>) -> Self {
        let mut problem = Self::invalid("Validation error");
        problem.fields = fields;
        problem
    }

    /// What the log should hold beyond the answer: the error and its causes.
    pub(super) fn for_the_log(&self) -> Option<String> {
        let source = self.source.as_ref()?;
        let mut text = source.to_string();
        let mut cause = source.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        Some(text)
    }
}

impl<E: Refusal> From<E> for Problem {
    fn from(error: E) -> Self {
        let status = status_of(error.kind());
        let fields = error.fields();
        let mut problem = match error.kind() {
            Kind::Internal => Self::internal(""),
            Kind::Invalid if !fields.is_empty() => Self::fields_at_fault(fields),
            _ => Self::new(status, error.code(), sentence(&error.to_string())),
        };
        problem.code = error.code();
        problem.seats = error.seats();
        if status.is_server_error() {
            problem.source = Some(Arc::new(error));
        }
        problem
    }
}

/// The only place where a kind of refusal becomes a status.
fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden | Kind::NoSeat => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Kind::Gone => StatusCode::GONE,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The domain's messages begin small and end without a stop; the contract's are sentences.
pub(super) fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let mut text: String = first.to_uppercase().chain(chars).collect();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.code, self.detail)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl StdError for Problem {}

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        self.status
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::access::Denied;
    use muster_domain::ports::StoreError;

    #[test]
    fn the_domains_words_become_the_contracts_sentences() {
        let detail = |denied: Denied| Problem::from(denied).detail;
        assert_eq!(detail(Denied::NotFound), "Not found.");
        assert_eq!(
            detail(Denied::Forbidden),
            "You do not have permission to perform this action."
        );
        assert_eq!(
            detail(Denied::Unauthenticated),
            "Authentication credentials were not provided."
        );
    }

    #[test]
    fn internals_are_for_the_log_alone() {
        let problem = Problem::from(StoreError::Corrupt {
            table: "users",
            reason: "row 7".to_owned(),
        });
        assert_eq!(problem.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!problem.detail.contains("users"));
        assert!(
            problem
                .for_the_log()
                .is_some_and(|text| text.contains("row 7"))
        );
    }
}
