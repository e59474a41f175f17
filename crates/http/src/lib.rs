//! Everything that speaks HTTP: the JSON API, the pages, and the edge before them.

mod api;
mod edge;
mod web;

use std::sync::Arc;

use muster_domain::Muster;
use poem::{Endpoint, EndpointExt as _, Route};

pub use edge::{
    Access, HttpConfig, Network, NetworkError, PublicUrl, PublicUrlError, RateLimits, RouteRule,
};

/// The whole server as one endpoint.
pub fn app(muster: Muster, config: HttpConfig) -> impl Endpoint {
    let config = Arc::new(config);
    let rules = rules();
    let routes = web::pages()
        .into_routes(api::routes(Route::new(), &config))
        .data(muster.clone())
        .data(Arc::clone(&config));
    let routes = edge::Ruled::new(routes, rules.clone());
    let gate = edge::Gate::new(routes, muster, Arc::clone(&config));
    edge::Frame::around(gate, config, rules, web::error_page)
}

/// Every route of the server, and who may use it.
pub fn rules() -> Vec<RouteRule> {
    let mut rules = api::rules();
    rules.extend_from_slice(web::pages().rules());
    rules
}

/// The description of the API, as `docs/openapi.json` keeps it.
pub fn openapi() -> String {
    api::openapi()
}
