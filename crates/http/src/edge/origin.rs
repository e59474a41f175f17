//! Whether a request that a browser sends was meant by a page of ours (ruling 21).

use poem::Request;

use super::host::host_of;
use super::problem::Problem;
use super::public_url::{PublicUrl, normal_origin};

/// Refuses a foreign `Origin`. One that is not sent is no reason to refuse.
pub(super) fn check_origin(request: &Request, public: &PublicUrl) -> Result<(), Problem> {
    let Some(origin) = request.headers().get("origin") else {
        return Ok(());
    };
    let origin = String::from_utf8_lossy(origin.as_bytes());
    if is_ours(&origin, public, host_of(request)) {
        Ok(())
    } else {
        Err(Problem::forbidden(format!(
            "The request comes from a page of {origin}, and this server's address is {}. \
             If people reach it as {origin}, set MUSTER_PUBLIC_URL to that address.",
            public.origin()
        )))
    }
}

/// The path and query of the page that a form was sent from, as the browser tells it, if that page is ours.
pub(crate) fn own_page_before(request: &Request, public: &PublicUrl) -> Option<String> {
    let referer = request.headers().get("referer")?.to_str().ok()?;
    page_of(referer, public, host_of(request))
}

fn page_of(referer: &str, public: &PublicUrl, host: Option<&str>) -> Option<String> {
    let authority = referer.find("://")? + 3;
    let length = referer[authority..].find('/')?;
    let (origin, page) = referer.split_at(authority + length);
    is_ours(origin, public, host).then(|| page.to_owned())
}

fn is_ours(origin: &str, public: &PublicUrl, host: Option<&str>) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else {
        return false;
    };
    let scheme = scheme.to_ascii_lowercase();
    let origin = normal_origin(&scheme, authority);
    origin == public.origin() || host.is_some_and(|host| origin == normal_origin(&scheme, host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn k62_the_public_address_and_the_own_host_are_ours() {
        let public = PublicUrl::parse("https://ls.example.com/x").expect("valid");
        for (origin, host, ours) in [
            ("https://ls.example.com", Some("127.0.0.1:8080"), true),
            ("HTTPS://LS.example.com:443", None, true),
            ("http://127.0.0.1:8080", Some("127.0.0.1:8080"), true),
            ("http://ls.example.com", Some("127.0.0.1:8080"), false),
            ("https://evil.example", Some("ls.example.com"), false),
            ("https://ls.example.com.evil.example", None, false),
            ("null", Some("null"), false),
            ("", Some(""), false),
        ] {
            assert_eq!(is_ours(origin, &public, host), ours, "{origin} {host:?}");
        }
    }

    #[test]
    fn only_a_page_of_ours_is_gone_back_to() {
        let public = PublicUrl::parse("https://ls.example.com/x").expect("valid");
        let page = |referer| page_of(referer, &public, Some("127.0.0.1:8080"));
        assert_eq!(
            page("https://ls.example.com/x/organization?role=NO").as_deref(),
            Some("/x/organization?role=NO")
        );
        assert_eq!(page("http://127.0.0.1:8080/").as_deref(), Some("/"));
        for foreign in [
            "https://evil.example/x/organization",
            "https://ls.example.com.evil.example/",
            "https://ls.example.com@evil.example/",
            "https://ls.example.com",
            "/organization",
            "",
        ] {
            assert_eq!(page(foreign), None, "{foreign}");
        }
    }

    proptest! {
        #[test]
        fn any_origin_is_judged(origin in any::<String>(), host in any::<String>()) {
            let public = PublicUrl::parse("https://ls.example.com").expect("valid");
            let _ = is_ours(&origin, &public, Some(&host));
        }
    }
}
