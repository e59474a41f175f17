//! What is known of a request before anybody looks at it.

use std::net::IpAddr;

use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::audit::Cause;
use poem::http::Method;
use poem::{FromRequest, Request, RequestBody, Result};
use uuid::Uuid;

use super::area::Area;
use super::client::client_address;
use super::config::HttpConfig;
use super::problem::Problem;
use super::theme::Theme;

/// The longest user agent that is kept.
const USER_AGENT_CHARS: usize = 1024;
/// The longest path that is kept.
const PATH_CHARS: usize = 256;

/// What is known of a request: its id, where it goes and whence it comes.
#[derive(Clone, Debug)]
pub(crate) struct RequestInfo {
    /// The id that answers and log lines name.
    pub(crate) id: Uuid,
    /// The method.
    pub(crate) method: Method,
    /// The path without public prefix and query.
    pub(crate) path: String,
    /// The area of the path.
    pub(crate) area: Area,
    /// How pages look in this browser; also the page of an error before anybody is known.
    pub(crate) theme: Theme,
    client: Option<IpAddr>,
    user_agent: Option<String>,
}

impl RequestInfo {
    pub(super) fn read(request: &Request, path: &str, config: &HttpConfig) -> Self {
        Self {
            id: request_id(),
            method: request.method().clone(),
            path: path.to_owned(),
            area: Area::of(path),
            theme: Theme::of(request),
            client: client_address(request, &config.trusted_proxies),
            user_agent: request
                .header("user-agent")
                .map(|agent| agent.chars().take(USER_AGENT_CHARS).collect()),
        }
    }

    /// The client's address, where known.
    pub(super) fn client(&self) -> Option<IpAddr> {
        self.client
    }

    /// The caller as use cases want it: who, and by which request. `status` is what success is answered with.
    pub(crate) fn caller(&self, actor: Actor, status: u16) -> Caller {
        Caller {
            actor,
            cause: Cause {
                method: self.method.as_str().to_owned(),
                path: self.path.chars().take(PATH_CHARS).collect(),
                response_code: status,
                ip_address: self.client.map(|client| client.to_string()),
                user_agent: self.user_agent.clone(),
            },
        }
    }
}

impl<'a> FromRequest<'a> for &'a RequestInfo {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        Ok(request
            .data::<RequestInfo>()
            .ok_or_else(|| Problem::internal("the edge has not seen this request"))?)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "an id to find a log line by, no secret"
)]
fn request_id() -> Uuid {
    Uuid::new_v4()
}
