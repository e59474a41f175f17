//! How the HTTP side is set up.

use super::client::Network;
use super::public_url::PublicUrl;

/// What the operator says about the address of the server and what stands before it.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// The address by which people reach the server. Every link is built from it.
    pub public_url: PublicUrl,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Hosts to answer to; any where `None`. An entry `.example.com` stands for the domain and all below it, `*` for any.
    pub allowed_hosts: Option<Vec<String>>,
    /// Origins whose scripts may read what the API answers, such as `https://example.com`; `*` for any. They need a
    /// token: a browser never sends its cookies along.
    pub cors_allowed_origins: Vec<String>,
    /// Whether wrong passwords and the like are slowed down.
    pub rate_limits: RateLimits,
    /// The version that answers name.
    pub version: &'static str,
}

/// Whether wrong passwords and the like are slowed down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimits {
    /// They are, by client address and by account.
    On,
    /// They are not: something before the server does so, or nothing needs to.
    Off,
}
