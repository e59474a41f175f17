//! The client's address: the peer's, or what a trusted proxy says it is.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use poem::Request;
use poem::http::HeaderValue;

/// A range of IP addresses: one address, or like `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

/// The text is no range of IP addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an address or a network such as 10.0.0.0/8 or fd00::/8 is needed")]
pub struct NetworkError;

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().map_err(|_| NetworkError)?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits > most {
            return Err(NetworkError);
        }
        Ok(Self { address, bits })
    }
}

impl Network {
    /// Whether the address is in this range.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - self.bits).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// The client's address. `X-Forwarded-For` is read from its end, as long as it was a trusted proxy that wrote it.
pub(super) fn client_address(request: &Request, trusted: &[Network]) -> Option<IpAddr> {
    let peer = request.remote_addr().as_socket_addr()?.ip().to_canonical();
    let forwarded = hops(request.headers().get_all("x-forwarded-for"));
    Some(walk(peer, &forwarded, trusted))
}

/// The hops one by one. One that is no text is empty here: it ends the walk and spoils no other.
fn hops<'a>(values: impl IntoIterator<Item = &'a HeaderValue>) -> Vec<&'a str> {
    values
        .into_iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(|hop| std::str::from_utf8(hop).unwrap_or_default())
        .collect()
}

fn walk(peer: IpAddr, forwarded: &[&str], trusted: &[Network]) -> IpAddr {
    let mut client = peer;
    for hop in forwarded.iter().rev() {
        if !trusted.iter().any(|network| network.contains(client)) {
            break;
        }
        match hop_address(hop.trim()) {
            Some(address) => client = address,
            None => break,
        }
    }
    client
}

/// An address as proxies write it, with or without a port.
fn hop_address(text: &str) -> Option<IpAddr> {
    let address = text
        .parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn network(text: &str) -> Network {
        text.parse().expect("valid")
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("valid")
    }

    #[test]
    fn a_network_contains_its_addresses() {
        assert!(network("10.0.0.0/8").contains(ip("10.9.8.7")));
        assert!(network("10.0.0.0/8").contains(ip("::ffff:10.9.8.7")));
        assert!(!network("10.0.0.0/8").contains(ip("11.0.0.1")));
        assert!(network("0.0.0.0/0").contains(ip("203.0.113.1")));
        assert!(!network("0.0.0.0/0").contains(ip("::1")));
        assert!(network("fd00::/8").contains(ip("fd12::1")));
        assert!(network("::/0").contains(ip("2001:db8::1")));
        assert!(network("127.0.0.1").contains(ip("127.0.0.1")));
        for wrong in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/-1", "a"] {
            assert_eq!(wrong.parse::<Network>(), Err(NetworkError), "{wrong}");
        }
    }

    #[test]
    fn k60_only_a_trusted_proxy_is_believed() {
        let proxies = [network("10.0.0.0/8")];
        let (proxy, stranger) = (ip("10.0.0.1"), ip("203.0.113.9"));
        assert_eq!(walk(stranger, &["198.51.100.1"], &proxies), stranger);
        assert_eq!(walk(proxy, &[], &proxies), proxy);
        assert_eq!(
            walk(
                proxy,
                &["1.1.1.1", "198.51.100.1:443", "10.0.0.2"],
                &proxies
            ),
            ip("198.51.100.1")
        );
        assert_eq!(walk(proxy, &["198.51.100.1", "unknown"], &proxies), proxy);
    }

    #[test]
    fn k60_a_hop_that_is_no_text_ends_the_walk_and_nothing_before_it() {
        let proxies = [network("10.0.0.0/8")];
        let proxy = ip("10.0.0.1");
        let client = |values: &[&[u8]]| {
            let values: Vec<_> = values
                .iter()
                .map(|value| HeaderValue::from_bytes(value).expect("a header"))
                .collect();
            walk(proxy, &hops(&values), &proxies)
        };
        let spoofed = b"\xff, 198.51.100.1, 10.0.0.2";
        assert_eq!(client(&[spoofed]), ip("198.51.100.1"));
        assert_eq!(
            client(&[b"203.0.113.9", b"\xff, 198.51.100.1"]),
            ip("198.51.100.1")
        );
        assert_eq!(client(&[b"198.51.100.1, \xff, 10.0.0.2"]), ip("10.0.0.2"));
        assert_eq!(client(&[b"198.51.100.1", b"\xff"]), proxy);
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(text in any::<String>()) {
            let _ = text.parse::<Network>();
            let _ = hop_address(&text);
        }
    }
}
