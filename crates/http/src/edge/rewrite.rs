//! The path as the router sees it: without the public prefix, without a slash at the end, without empty segments.

use poem::Request;
use poem::http::Uri;
use poem::http::uri::PathAndQuery;

/// The normal form of a path.
pub(super) fn normal_path(path: &str, prefix: &str) -> String {
    let rest = match path.strip_prefix(prefix) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => path,
    };
    let mut normal = String::with_capacity(rest.len() + 1);
    for segment in rest.split('/').filter(|segment| !segment.is_empty()) {
        normal.push('/');
        normal.push_str(segment);
    }
    if normal.is_empty() {
        normal.push('/');
    }
    normal
}

/// Puts the normal path into the request; the query stays.
pub(super) fn redirect_inside(request: &mut Request, path: &str) {
    let target = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = request.uri().clone().into_parts();
    if let Ok(target) = target.parse::<PathAndQuery>() {
        parts.path_and_query = Some(target);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn k63_paths_are_served_with_and_without_the_prefix() {
        for path in [
            "/ls/api/version",
            "/ls/api/version/",
            "/api/version",
            "//api//version//",
        ] {
            assert_eq!(normal_path(path, "/ls"), "/api/version", "{path}");
        }
        assert_eq!(normal_path("/ls", "/ls"), "/");
        assert_eq!(normal_path("/lsx", "/ls"), "/lsx");
        assert_eq!(normal_path("/", ""), "/");
    }

    proptest! {
        #[test]
        fn a_normal_path_is_normal(path in "[/a-z%.]{0,20}") {
            let normal = normal_path(&path, "");
            prop_assert_eq!(normal_path(&normal, ""), normal.clone());
            prop_assert!(normal.starts_with('/') && !normal.starts_with("//"));
        }
    }
}
