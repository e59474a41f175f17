//! Which host names the server answers to.

use poem::Request;
use poem::http::uri::Authority;

use super::problem::Problem;

/// Refuses a request for a host that is not allowed (ruling 22).
pub(super) fn check_host(request: &Request, allowed: Option<&[String]>) -> Result<(), Problem> {
    let Some(allowed) = allowed else {
        return Ok(());
    };
    let host = host_of(request).unwrap_or_default();
    if allowed.iter().any(|entry| matches(entry, host)) {
        Ok(())
    } else {
        Err(Problem::invalid(
            "This host name is not served here. The operator can add it to ALLOWED_HOSTS.",
        ))
    }
}

/// The host that the request names, with its port.
pub(super) fn host_of(request: &Request) -> Option<&str> {
    request
        .header("host")
        .or_else(|| request.uri().authority().map(Authority::as_str))
}

fn matches(entry: &str, host: &str) -> bool {
    let host = without_port(host)
        .trim_end_matches('.')
        .to_ascii_lowercase();
    let entry = entry.to_ascii_lowercase();
    match entry.strip_prefix('.') {
        _ if entry == "*" => true,
        Some(domain) => host == domain || host.ends_with(&entry),
        None => host == entry,
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_host_is_matched_without_port_and_case() {
        assert!(matches("example.com", "Example.com:8080"));
        assert!(matches(".example.com", "example.com") && matches(".example.com", "a.example.com"));
        assert!(matches("*", "anything"));
        assert!(matches("[::1]", "[::1]:80") && matches("[::1]", "[::1]"));
        assert!(!matches("example.com", "evilexample.com"));
        assert!(!matches(".example.com", "evilexample.com"));
        assert!(!matches("example.com", "example.com.evil.example"));
        assert!(!matches("example.com", ""));
    }

    proptest! {
        #[test]
        fn any_host_is_judged(entry in any::<String>(), host in any::<String>()) {
            let _ = matches(&entry, &host);
        }
    }
}
