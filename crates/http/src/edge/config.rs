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
    /// The version that answers name.
    pub version: &'static str,
}
