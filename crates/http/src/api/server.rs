//! The server itself: version, health and counts.

use std::sync::Arc;

use muster_domain::Muster;
use muster_domain::ports::StoreError;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use super::wire::server as wire;
use crate::edge::{Access, HttpConfig, Problem, RouteRule};

pub(super) struct ServerApi;

pub(super) const RULES: [RouteRule; 4] = {
    [
        RouteRule::new("GET", "/api/version", Access::Public),
        RouteRule::new("GET", "/health", Access::Public),
        RouteRule::new("GET", "/ready", Access::Public),
        RouteRule::new("GET", "/metrics", Access::Public),
    ]
};

#[OpenApi(tag = "Tag::Server")]
impl ServerApi {
    /// The version
    #[oai(path = "/api/version", method = "get")]
    #[expect(
        clippy::unused_async,
        reason = "the framework calls handlers as futures"
    )]
    async fn version(&self, Data(config): Data<&Arc<HttpConfig>>) -> Json<wire::Version> {
        Json(wire::Version::new(config.version))
    }

    /// Whether the process is up
    #[oai(path = "/health", method = "get")]
    #[expect(
        clippy::unused_async,
        reason = "the framework calls handlers as futures"
    )]
    async fn health(&self) -> Json<wire::Health> {
        Json(wire::Health::up())
    }

    /// Whether requests can be served: the database is reached and its schema is current
    #[oai(path = "/ready", method = "get")]
    async fn ready(&self, Data(muster): Data<&Muster>) -> Result<Json<wire::Health>, Problem> {
        match muster.ping().await {
            Ok(()) => Ok(Json(wire::Health::up())),
            Err(error) => Err(without_database(error)),
        }
    }

    /// Counts for Prometheus
    ///
    /// The mails of the outbox, and the version. Nothing here is about a person or an organization.
    #[oai(path = "/metrics", method = "get")]
    async fn metrics(
        &self,
        Data(muster): Data<&Muster>,
        Data(config): Data<&Arc<HttpConfig>>,
    ) -> Result<wire::Metrics, Problem> {
        let outbox = muster.directory().report_outbox().await;
        let outbox = outbox.map_err(without_database)?;
        let now = muster.tools().clock.now();
        Ok(wire::Metrics::new(outbox, now, config.version))
    }
}

fn without_database(error: StoreError) -> Problem {
    Problem::unavailable("The database cannot be used now.", error)
}
