//! The outermost layer: request id, log line, public address, allowed hosts, errors and security headers.

use std::sync::Arc;
use std::time::Instant;

use poem::http::{HeaderValue, StatusCode, header};
use poem::middleware::{CatchPanic, CookieJarManager};
use poem::{Endpoint, EndpointExt as _, IntoResponse as _, PathPattern, Request, Response, Result};

use super::access::{RouteRule, allowed};
use super::area::Area;
use super::config::HttpConfig;
use super::cors::{Cors, options};
use super::headers::harden;
use super::host::check_host;
use super::info::RequestInfo;
use super::problem::Problem;
use super::render::render;
use super::rewrite::{normal_path, redirect_inside};

/// How a [`Problem`] looks as a page.
pub(crate) type PageError = fn(&Problem, &RequestInfo, &HttpConfig) -> Response;

/// Stands around everything.
pub(crate) struct Frame<E> {
    inner: E,
    config: Arc<HttpConfig>,
    rules: Vec<RouteRule>,
    page_error: PageError,
}

/// Marks the answer of a handler that panicked.
#[derive(Clone)]
struct Panicked;

impl Frame<()> {
    /// Around these routes, which have these rules. `page_error` writes errors of the area of pages.
    pub(crate) fn around<E: Endpoint + 'static>(
        inner: E,
        config: Arc<HttpConfig>,
        rules: Vec<RouteRule>,
        page_error: PageError,
    ) -> Frame<impl Endpoint> {
        let inner = inner
            .with(CatchPanic::new().with_handler(|_| {
                Response::builder()
                    .status(StatusCode::INTERNAL_SERVER_ERROR)
                    .extension(Panicked)
                    .finish()
            }))
            .with(CookieJarManager::new());
        Frame {
            inner,
            config,
            rules,
            page_error,
        }
    }
}

impl<E: Endpoint> Frame<E> {
    async fn answer(
        &self,
        mut request: Request,
        info: &RequestInfo,
        cors: Option<&Cors>,
    ) -> Result<Response> {
        if info.area != Area::Open {
            check_host(&request, self.config.allowed_hosts.as_deref())?;
        }
        if let Some(allow) = allowed(&self.rules, &info.path)
            && let Some(response) = options(&request, &allow, cors)
        {
            return Ok(response);
        }
        redirect_inside(&mut request, &info.path);
        request.set_data(info.clone());
        let response = self.inner.call(request).await?.into_response();
        if response.data::<Panicked>().is_some() {
            return Err(Problem::internal("a handler panicked").into());
        }
        Ok(response)
    }

    fn refuse(&self, error: poem::Error, info: &RequestInfo) -> Response {
        if error.is_from_response() {
            return error.into_response();
        }
        let problem = Problem::from_framework(&error, &info.method);
        let mut response = render(&problem, info, &self.config, self.page_error);
        if problem.status == StatusCode::METHOD_NOT_ALLOWED
            && let Some(allow) = allowed(&self.rules, &info.path)
            && let Ok(allow) = HeaderValue::from_str(&allow)
        {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        if let Some(route) = error.data::<PathPattern>() {
            response.set_data(route.clone());
        }
        response
    }
}

impl<E: Endpoint> Endpoint for Frame<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let started = Instant::now();
        let path = normal_path(request.uri().path(), self.config.public_url.prefix());
        let info = RequestInfo::read(&request, &path, &self.config);
        let cors = Cors::of(&request, info.area, &self.config);
        let mut response = match self.answer(request, &info, cors.as_ref()).await {
            Ok(response) => response,
            Err(error) => self.refuse(error, &info),
        };
        harden(&mut response, info.area);
        if let Some(cors) = cors {
            cors.write(response.headers_mut());
        }
        log(&info, &response, started);
        Ok(response)
    }
}

/// One line for each request. The route, never the path or the query: those may hold secrets.
fn log(info: &RequestInfo, response: &Response, started: Instant) {
    let route = response
        .data::<PathPattern>()
        .map_or("-", |route| route.0.as_ref());
    tracing::info!(
        id = %info.id,
        method = %info.method,
        route,
        status = response.status().as_u16(),
        microseconds = started.elapsed().as_micros(),
        "request"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::{PublicUrl, RateLimits};
    use muster_domain::ports::StoreError;
    use poem::Route;
    use poem::endpoint::make_sync;
    use poem::test::TestClient;

    fn config() -> Arc<HttpConfig> {
        Arc::new(HttpConfig {
            public_url: PublicUrl::parse("http://127.0.0.1:8080").expect("valid"),
            trusted_proxies: Vec::new(),
            allowed_hosts: None,
            cors_allowed_origins: Vec::new(),
            rate_limits: RateLimits::On,
            version: "1.2.3",
        })
    }

    fn no_page(problem: &Problem, _: &RequestInfo, _: &HttpConfig) -> Response {
        Response::builder().body(problem.detail.clone())
    }

    fn busy(_: Request) -> Result<Response> {
        Err(Problem::from(StoreError::Busy(None)).into())
    }

    #[tokio::test]
    async fn a_panic_is_answered_and_hides_why() {
        let routes = Route::new().at(
            "/api/boom",
            make_sync(|_| -> Response { panic!("secret reason") }),
        );
        let client = TestClient::new(Frame::around(routes, config(), Vec::new(), no_page));
        let answer = client.get("/api/boom").send().await;
        answer.assert_status(StatusCode::INTERNAL_SERVER_ERROR);
        let body = answer.0.into_body().into_string().await.expect("text");
        assert!(body.contains("\"code\":\"internal\"") && !body.contains("secret reason"));
    }

    #[tokio::test]
    async fn a_busy_store_says_when_to_come_back() {
        let routes = Route::new()
            .at("/api/busy", make_sync(busy))
            .at("/busy", make_sync(busy));
        let client = TestClient::new(Frame::around(routes, config(), Vec::new(), no_page));
        for path in ["/api/busy", "/busy"] {
            let answer = client.get(path).send().await;
            answer.assert_status(StatusCode::SERVICE_UNAVAILABLE);
            answer.assert_header("retry-after", "1");
        }
    }
}
