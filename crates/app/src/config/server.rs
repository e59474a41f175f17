//! Where the server listens, and how people reach it.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use muster_http::{Network, PublicUrl, RateLimits};

use super::setting::{Fallback, LabelStudio, Nature, Setting};
use super::values::{Noted, Values};
use super::{label_studio, parse};

pub(super) static LISTEN: Setting = Setting {
    key: "listen",
    about: "Address and port to listen on; port 0 takes any free one",
    fallback: Fallback::Value(DEFAULT_LISTEN),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Name {
        name: "PORT",
        adapt: port,
    }),
};

pub(super) static PUBLIC_URL: Setting = Setting {
    key: "public_url",
    about: "Address by which people reach the server, from which links are built",
    fallback: Fallback::Words("the address it listens on"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Name {
        name: "HOST",
        adapt: host,
    }),
};

pub(super) static TRUSTED_PROXIES: Setting = Setting {
    key: "trusted_proxies",
    about: "Proxies whose X-Forwarded-For is believed: addresses or networks, divided by commas",
    fallback: Fallback::Words("none"),
    nature: Nature::Plain,
    label_studio: None,
};

pub(super) static ALLOWED_HOSTS: Setting = Setting {
    key: "allowed_hosts",
    about: "Host names to answer to, divided by commas; .example.com includes those below it",
    fallback: Fallback::Value("*"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Name {
        name: "ALLOWED_HOSTS",
        adapt: parse::same,
    }),
};

pub(super) static CORS_ALLOWED_ORIGINS: Setting = Setting {
    key: "cors_allowed_origins",
    about: "Origins whose scripts may call the API with a token, divided by commas; * for any",
    fallback: Fallback::Words("none"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Names {
        names: &label_studio::cors::NAMES,
        find: label_studio::cors::allowed_origins,
    }),
};

pub(super) static RATE_LIMITS: Setting = Setting {
    key: "rate_limits",
    about: "Whether wrong passwords and the like are slowed down: on or off",
    fallback: Fallback::Value("on"),
    nature: Nature::Plain,
    label_studio: None,
};

const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

/// Where the server listens, and how people reach it.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// The public address, where one is set.
    public_url: Option<PublicUrl>,
    /// Proxies that are believed.
    pub(crate) trusted_proxies: Vec<Network>,
    /// Hosts to answer to; any where `None`.
    pub(crate) allowed_hosts: Option<Vec<String>>,
    /// Origins whose scripts may read what the API answers.
    pub(crate) cors_allowed_origins: Vec<String>,
    /// Whether wrong passwords and the like are slowed down.
    pub(crate) rate_limits: RateLimits,
}

impl Server {
    pub(super) fn read(values: &mut Values<'_>) -> Result<Self, Noted> {
        let listen = values.required(&LISTEN, listen);
        let public_url = values.optional(&PUBLIC_URL, |text| {
            PublicUrl::parse(text).map_err(|error| error.to_string())
        });
        let trusted_proxies = values.optional(&TRUSTED_PROXIES, networks);
        let allowed_hosts = values.required(&ALLOWED_HOSTS, hosts);
        let cors_allowed_origins = values.optional(&CORS_ALLOWED_ORIGINS, origins);
        let rate_limits = values.required(&RATE_LIMITS, parse::switch);
        Ok(Self {
            listen: listen?,
            public_url: public_url?,
            trusted_proxies: trusted_proxies?.unwrap_or_default(),
            allowed_hosts: allowed_hosts?,
            cors_allowed_origins: cors_allowed_origins?.unwrap_or_default(),
            rate_limits: if rate_limits? {
                RateLimits::On
            } else {
                RateLimits::Off
            },
        })
    }

    /// The public address of a server that listens on this one.
    pub(crate) fn public_url(&self, listening: SocketAddr) -> PublicUrl {
        let local = || PublicUrl::parse(&format!("http://{}", reachable(listening)));
        self.public_url
            .clone()
            .unwrap_or_else(|| local().expect("an address and a port make a public address"))
    }

    /// Whether nobody said how people reach it, and more than this machine may.
    pub(super) fn is_open_at_a_guess(&self) -> bool {
        self.public_url.is_none() && !self.listen.ip().to_canonical().is_loopback()
    }
}

/// An address at which this machine reaches itself, where the server listens on all of them.
fn reachable(listening: SocketAddr) -> SocketAddr {
    // Without the interface that a link-local address may carry: no link can.
    let mut address = SocketAddr::new(listening.ip(), listening.port());
    if listening.ip().is_unspecified() {
        address.set_ip(match listening {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// `https://example.com, http://localhost:3000`, or `*`. An origin has no path.
fn origins(text: &str) -> Result<Vec<String>, String> {
    let entries = text
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    entries
        .map(|entry| match PublicUrl::parse(entry) {
            _ if entry == "*" => Ok(entry.to_owned()),
            Ok(url) if url.prefix().is_empty() && !entry.ends_with('/') => {
                Ok(url.origin().to_owned())
            }
            _ => Err(format!(
                "{entry:?} is not an origin such as https://example.com"
            )),
        })
        .collect()
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    numeric.parse().map_err(|_| {
        format!("{text:?} is not an address with a port, such as {DEFAULT_LISTEN} or [::]:8080")
    })
}

/// `PORT`: the port alone; the address stays what `muster.toml` says.
fn port(text: &str, below: Option<&str>) -> Result<Option<String>, String> {
    let port: u16 = text
        .parse()
        .map_err(|_| format!("{text:?} is not a port: a number up to 65535"))?;
    let mut address = listen(below.unwrap_or(DEFAULT_LISTEN))?;
    address.set_port(port);
    Ok(Some(address.to_string()))
}

/// `HOST`: an http or https address. Other forms are ignored, as Label Studio does; shells have a `HOST` of their own.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other names of Label Studio can be wrong"
)]
fn host(text: &str, _below: Option<&str>) -> Result<Option<String>, String> {
    Ok(is_http(text).then(|| text.to_owned()))
}

pub(super) fn is_http(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

fn networks(text: &str) -> Result<Vec<Network>, String> {
    let network = |item: &str| item.parse().map_err(|error| format!("{item:?}: {error}"));
    parse::list(text).map(network).collect()
}

/// Host names; none where one of them is `*`, which stands for any.
fn hosts(text: &str) -> Result<Option<Vec<String>>, String> {
    let is_host =
        |host: &str| !host.contains(|c: char| c == '/' || c.is_whitespace() || c.is_control());
    if let Some(wrong) = parse::list(text).find(|host| !is_host(host)) {
        return Err(format!("{wrong:?} is not a host name"));
    }
    let hosts: Vec<_> = parse::list(text).map(str::to_owned).collect();
    Ok((!hosts.is_empty() && !hosts.iter().any(|host| host == "*")).then_some(hosts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_to_listen_on() {
        for (text, expected) in [
            ("127.0.0.1:8080", Some("127.0.0.1:8080")),
            ("localhost:0", Some("127.0.0.1:0")),
            ("[::]:80", Some("[::]:80")),
            ("8080", None),
            (":8080", None),
            ("127.0.0.1", None),
            ("127.0.0.1:65536", None),
            ("example.com:80", None),
        ] {
            assert_eq!(
                listen(text)
                    .ok()
                    .map(|address| address.to_string())
                    .as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_port_keeps_the_address_of_the_file() {
        assert_eq!(port("9000", None), Ok(Some("127.0.0.1:9000".to_owned())));
        assert_eq!(
            port("9000", Some("0.0.0.0:80")),
            Ok(Some("0.0.0.0:9000".to_owned()))
        );
        assert!(port("tcp://10.0.0.1:80", None).is_err() && port("65536", None).is_err());
    }

    #[test]
    fn a_host_that_is_no_address_is_ignored() {
        assert_eq!(host("x86_64-conda-linux-gnu", None), Ok(None));
        assert_eq!(
            host("https://a.example/ls", None),
            Ok(Some("https://a.example/ls".to_owned()))
        );
    }

    #[test]
    fn without_a_public_address_links_lead_to_this_machine() {
        let server = Server {
            listen: listen("[::]:0").expect("valid"),
            public_url: None,
            trusted_proxies: Vec::new(),
            allowed_hosts: None,
            cors_allowed_origins: Vec::new(),
            rate_limits: RateLimits::On,
        };
        let origin = |listening: &str| {
            server
                .public_url(listening.parse().expect("valid"))
                .origin()
                .to_owned()
        };
        assert_eq!(origin("0.0.0.0:8080"), "http://127.0.0.1:8080");
        assert_eq!(origin("[::]:8080"), "http://[::1]:8080");
        assert_eq!(origin("192.0.2.1:80"), "http://192.0.2.1");
        assert_eq!(origin("[fe80::1%3]:8080"), "http://[fe80::1]:8080");
    }

    #[test]
    fn hosts_are_names_or_any() {
        assert_eq!(hosts("*"), Ok(None));
        assert_eq!(hosts("a.example, *"), Ok(None));
        assert_eq!(hosts(" , "), Ok(None));
        assert_eq!(
            hosts("a.example, .b.example"),
            Ok(Some(vec!["a.example".to_owned(), ".b.example".to_owned()]))
        );
        assert!(hosts("https://a.example").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), below in any::<Option<String>>()) {
            let _ = (listen(&text), networks(&text), hosts(&text), host(&text, None), PublicUrl::parse(&text));
            let _ = port(&text, below.as_deref());
        }

        #[test]
        fn every_address_makes_a_public_one(address in any::<std::net::IpAddr>(), port in any::<u16>()) {
            let server = Server { listen: listen(DEFAULT_LISTEN).expect("valid"), public_url: None, trusted_proxies: Vec::new(), allowed_hosts: None, cors_allowed_origins: Vec::new(), rate_limits: RateLimits::On };
            server.public_url(SocketAddr::new(address, port));
        }
    }
}
