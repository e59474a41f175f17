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
    let routes = web::pages().into_routes(api::routes(Route::new(), &config));
    behind_the_edge(routes, muster, config)
}

fn behind_the_edge(routes: Route, muster: Muster, config: Arc<HttpConfig>) -> impl Endpoint {
    let rules = rules();
    let routes = routes.data(muster.clone()).data(Arc::clone(&config));
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

#[cfg(test)]
mod tests {
    use super::*;
    use muster_crypto::{AeadSealer, Argon2Hasher, JwtTokenSigner, OsTokenMint, ServerKey};
    use muster_domain::model::api_token::TokenKinds;
    use muster_domain::model::seats::SeatLimit;
    use muster_domain::model::settings::{MailPolicy, Settings, SignUpPolicy};
    use muster_domain::model::time::Duration;
    use muster_domain::ports::Tools;
    use muster_memory::MemoryStore;
    use poem::endpoint::make_sync;
    use poem::http::StatusCode;
    use poem::test::TestClient;

    fn muster() -> Muster {
        let key = ServerKey::parse("k".repeat(32).into(), None).expect("long enough");
        let tools = Tools {
            hasher: Arc::new(Argon2Hasher::for_tests()),
            mint: Arc::new(OsTokenMint),
            sealer: Arc::new(AeadSealer::new(key.clone())),
            signer: Arc::new(JwtTokenSigner::new(key)),
            licenses: Arc::new(muster_domain::ports::NoVendors),
            clock: Arc::new(muster_crypto::SystemClock),
        };
        let settings = Settings {
            unlicensed_seats: SeatLimit::Unlimited,
            license: None,
            sign_up: SignUpPolicy::Open,
            invitation_life: Duration::days(7),
            mail: MailPolicy::Off,
            token_kinds: TokenKinds::BOTH,
        };
        let memory = Arc::new(MemoryStore::new());
        Muster::new(memory.clone(), memory, tools, settings)
    }

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
        let served = || make_sync(|_| "served");
        let routes = Route::new()
            .at("/health", served())
            .at("/forgotten", served())
            .at("/assets/forgotten", served())
            .at("/api/forgotten", served());
        let client = TestClient::new(behind_the_edge(routes, muster(), Arc::new(config)));
        for (path, status) in [
            ("/health", StatusCode::OK),
            ("/forgotten", StatusCode::NOT_FOUND),
            ("/assets/forgotten", StatusCode::NOT_FOUND),
            ("/api/forgotten", StatusCode::NOT_FOUND),
        ] {
            client.get(path).send().await.assert_status(status);
        }
        let other = client.post("/health").send().await;
        other.assert_status(StatusCode::METHOD_NOT_ALLOWED);
    }
}
