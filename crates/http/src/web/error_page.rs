//! A [`Problem`] as a page.

use std::borrow::Cow;

use askama::Template;
use poem::Response;
use poem::http::StatusCode;

use super::browser::page;
use super::frame::PageFrame;
use crate::edge::{HttpConfig, Problem, RequestInfo};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: PageFrame,
    status: u16,
    heading: &'static str,
    text: Cow<'static, str>,
    request_id: Option<String>,
}

/// Says no in the look of the other pages. It shows nobody's menu: the error may have come before anybody was known.
pub(crate) fn error_page(problem: &Problem, info: &RequestInfo, config: &HttpConfig) -> Response {
    let (heading, text) = words(problem);
    let is_fault = problem.status.is_server_error();
    let shown = ErrorPage {
        frame: PageFrame::new(config.public_url.clone(), info, String::new(), None, None),
        status: problem.status.as_u16(),
        heading,
        text,
        request_id: is_fault.then(|| info.id.to_string()),
    };
    page(problem.status, &shown).unwrap_or_else(|_| problem.status.into())
}

fn words(problem: &Problem) -> (&'static str, Cow<'static, str>) {
    let told = Cow::Owned(problem.detail.clone());
    match problem.status {
        _ if problem.code == Problem::SWITCHED => ("Another organization is active now", told),
        StatusCode::UNAUTHORIZED => ("Log in first", told),
        StatusCode::FORBIDDEN => ("This is not for you to do", told),
        StatusCode::NOT_FOUND => (
            "There is no such page",
            "The address may be mistyped, or the thing is gone, or it belongs to an organization that you are not in.".into(),
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "This cannot be done here",
            "The page was asked for in a way it does not know. Go to the start page and try from there.".into(),
        ),
        StatusCode::GONE => ("This no longer works", told),
        StatusCode::TOO_MANY_REQUESTS => ("Too many attempts", told),
        StatusCode::SERVICE_UNAVAILABLE => ("Busy for the moment", told),
        status if status.is_server_error() => (
            "Something went wrong on the server",
            "Nothing was changed by this request. Try again; if it happens again, tell whoever runs this server.".into(),
        ),
        _ => ("This request was not understood", told),
    }
}
