//! The inner layer of the edge: who asks, and whether a browser was tricked into asking.

use std::sync::Arc;

use muster_domain::Muster;
use poem::http::{Method, StatusCode};
use poem::{Endpoint, IntoResponse as _, Request, Response, Result};

use super::area::Area;
use super::config::{HttpConfig, RateLimits};
use super::cookies::give_csrf_token;
use super::csrf::{CsrfToken, check_form};
use super::identity::{Identity, identify};
use super::info::RequestInfo;
use super::origin::check_origin;
use super::problem::Problem;
use super::rate_limit::RateLimiter;

/// Stands before all handlers, behind [`Frame`](super::Frame).
pub(crate) struct Gate<E> {
    inner: E,
    muster: Muster,
    config: Arc<HttpConfig>,
    limiter: Option<RateLimiter>,
}

impl<E: Endpoint> Gate<E> {
    pub(crate) fn new(inner: E, muster: Muster, config: Arc<HttpConfig>) -> Self {
        let limiter = match config.rate_limits {
            RateLimits::On => Some(RateLimiter::default()),
            RateLimits::Off => None,
        };
        Self {
            inner,
            muster,
            config,
            limiter,
        }
    }

    async fn api(&self, mut request: Request, info: &RequestInfo) -> Result<Response> {
        let identity = identify(&self.muster, &request, info).await;
        // What is none of the caller's is not there, whatever the method (ruling 4).
        if let Identity::Refused(problem) = &identity
            && problem.status == StatusCode::NOT_FOUND
        {
            return Err(problem.clone().into());
        }
        let by_cookie = matches!(
            identity,
            Identity::Person {
                by_cookie: true,
                ..
            }
        );
        if by_cookie && is_unsafe(&info.method) {
            check_origin(&request, &self.config.public_url)?;
        }
        request.set_data(identity);
        self.pass_limited(request, info).await
    }

    async fn page(&self, mut request: Request, info: &RequestInfo) -> Result<Response> {
        let token = CsrfToken::of(&request);
        if is_unsafe(&info.method) {
            check_origin(&request, &self.config.public_url)?;
            check_form(&mut request, info, token.as_ref()).await?;
        }
        let token = match token {
            Some(token) => token,
            None => self.fresh_token(&request)?,
        };
        request.set_data(token);
        let identity = identify(&self.muster, &request, info).await;
        request.set_data(identity);
        self.pass_limited(request, info).await
    }

    fn fresh_token(&self, request: &Request) -> Result<CsrfToken, Problem> {
        let token = CsrfToken::mint()?;
        give_csrf_token(request.cookie(), &self.config.public_url, token.as_str());
        Ok(token)
    }

    /// Lets the handler answer, unless it was tried too often.
    async fn pass_limited(&self, mut request: Request, info: &RequestInfo) -> Result<Response> {
        let Some(limiter) = &self.limiter else {
            return self.pass(request).await;
        };
        let now = self.muster.tools().clock.now();
        let tried = limiter.admit(&mut request, info, now).await?;
        let answer = self.pass(request).await;
        if let Some(tried) = tried {
            let status = match &answer {
                Ok(response) => response.status(),
                Err(error) => error.status(),
            };
            limiter.settle(tried, status);
        }
        answer
    }

    async fn pass(&self, request: Request) -> Result<Response> {
        Ok(self.inner.call(request).await?.into_response())
    }
}

impl<E: Endpoint> Endpoint for Gate<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let info = request
            .data::<RequestInfo>()
            .cloned()
            .ok_or_else(|| Problem::internal("the gate stands behind the frame"))?;
        match info.area {
            Area::Api => self.api(request, &info).await,
            Area::Page => self.page(request, &info).await,
            Area::Open => self.pass(request).await,
        }
    }
}

fn is_unsafe(method: &Method) -> bool {
    !matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    )
}
