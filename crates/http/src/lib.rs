//! Everything that speaks HTTP: the JSON API, the pages, and the edge before them.

mod api;
mod edge;
mod web;

use std::sync::Arc;

use muster_domain::Muster;
use poem::{Endpoint, EndpointExt as _, Route};

pub use edge::{HttpConfig, Network, NetworkError, PublicUrl, PublicUrlError};

/// The whole server as one endpoint.
pub fn app(muster: Muster, config: HttpConfig) -> impl Endpoint {
    let config = Arc::new(config);
    let routes = web::routes(api::routes(Route::new(), &config))
        .data(muster.clone())
        .data(Arc::clone(&config));
    let gate = edge::Gate::new(routes, muster, Arc::clone(&config));
    edge::Frame::around(gate, config, web::error_page)
}

/// The description of the API, as `docs/openapi.json` keeps it.
pub fn openapi() -> String {
    api::openapi()
}
