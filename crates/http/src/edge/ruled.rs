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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::edge::{Access, Frame, HttpConfig, PublicUrl, RateLimits};
    use poem::endpoint::make_sync;
    use poem::http::{Method, StatusCode};
    use poem::test::TestClient;
    use poem::{Route, get};

    #[tokio::test]
    async fn a_route_without_a_rule_is_not_served() {
        let config = HttpConfig {
            public_url: PublicUrl::parse("http://127.0.0.1:8080").expect("valid"),
            trusted_proxies: Vec::new(),
            allowed_hosts: None,
            cors_allowed_origins: Vec::new(),
            rate_limits: RateLimits::On,
            version: "1.2.3",
        };
        let page = || make_sync(|_| "served");
        let routes = Route::new()
            .at("/api/known/:id", get(page()).delete(page()))
            .at("/api/forgotten", page());
        let rules = vec![RouteRule::new("GET", "/api/known/:id", Access::Public)];
        let inner = Ruled::new(routes, rules.clone());
        let frame = Frame::around(inner, Arc::new(config), rules, |_, _, _| {
            Response::default()
        });
        let client = TestClient::new(frame);
        for (method, path, status) in [
            (Method::GET, "/api/known/7", StatusCode::OK),
            (Method::HEAD, "/api/known/7", StatusCode::OK),
            (
                Method::DELETE,
                "/api/known/7",
                StatusCode::METHOD_NOT_ALLOWED,
            ),
            (Method::GET, "/api/known", StatusCode::NOT_FOUND),
            (Method::GET, "/api/forgotten", StatusCode::NOT_FOUND),
        ] {
            let answer = client.request(method.clone(), path).send().await.0;
            assert_eq!(answer.status(), status, "{method} {path}");
        }
    }
}
