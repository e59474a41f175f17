//! Where to go after sign-in: only to a page of this server (K57).

/// The longest address that is followed.
const LONGEST: usize = 2048;

/// The wished path, if it leads to a page of this server.
pub(crate) fn local_next(next: Option<&str>) -> Option<&str> {
    next.filter(|next| is_local(next))
}

fn is_local(next: &str) -> bool {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    let decoded = percent_decoded(path);
    next.len() <= LONGEST
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        && next.starts_with('/')
        && !decoded.starts_with(b"//")
        && !decoded.iter().any(|&b| b.is_ascii_control() || b == b'\\')
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escape.unwrap_or(bytes[at]));
        at += if escape.is_some() { 3 } else { 1 };
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn k57_only_paths_of_this_server_are_followed() {
        for next in [
            "//evil.example",
            "/\\evil.example",
            "https:evil.example",
            "/%09/evil.example",
            "javascript:alert(1)",
            "https://evil.example",
            "",
            "projects",
            "/%2f/evil.example",
            "/%2F%2Fevil.example",
            "/%5cevil.example",
            "/a\r\nSet-Cookie: x",
            "/\t/evil.example",
            "/ü",
        ] {
            assert_eq!(local_next(Some(next)), None, "{next}");
        }
        for next in ["/", "/projects/?a=1", "/a?u=https://b.example//", "/100%"] {
            assert_eq!(local_next(Some(next)), Some(next));
        }
        assert_eq!(local_next(None), None);
    }

    proptest! {
        #[test]
        fn what_is_followed_is_a_plain_path(next in "[/\\\\a-z:%0-9?#.\\t ü]{0,12}") {
            if let Some(next) = local_next(Some(&next)) {
                prop_assert!(next.starts_with('/'));
                prop_assert!(!next.starts_with("//") && !next.starts_with("/\\"));
                prop_assert!(next.is_ascii());
            }
        }

        #[test]
        fn anything_is_judged(next in any::<String>()) {
            let _ = local_next(Some(&next));
        }
    }
}
