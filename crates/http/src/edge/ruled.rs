//! Before the router: a route without a rule is not served, so that none is there that the tests do not know.

use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::{Endpoint, Error, IntoResponse as _, PathPattern, Request, Response, Result};

use super::access::{RouteRule, Ruling, ruling};
use super::info::RequestInfo;
use super::problem::Problem;

/// Stands between [`Gate`](super::Gate) and the routes.
pub(crate) struct Ruled<E> {
    routes: E,
    rules: Vec<RouteRule>,
}

impl<E> Ruled<E> {
    /// These routes, as far as they have one of these rules.
    pub(crate) fn new(routes: E, rules: Vec<RouteRule>) -> Self {
        Self { routes, rules }
    }
}

impl<E: Endpoint> Endpoint for Ruled<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let info = request
            .data::<RequestInfo>()
            .ok_or_else(|| Problem::internal("the routes stand behind the frame"))?;
        match ruling(&self.rules, &info.method, &info.path) {
            Ruling::Served => Ok(self.routes.call(request).await?.into_response()),
            Ruling::OtherMethods(pattern) => {
                let mut error = Error::from(MethodNotAllowedError);
                error.set_data(PathPattern(pattern.into()));
                Err(error)
            }
            Ruling::Nothing => Err(NotFoundError.into()),
        }
    }
}
