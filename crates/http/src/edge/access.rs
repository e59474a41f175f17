//! Who may use a route: the rule that stands beside each, without which it is not served. Also for the `Allow` header,
//! the API's description and the tests.

use muster_domain::model::access::Action;
use poem::http::Method;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without a credential.
    Public,
    /// Anybody who is signed in, Pending people and those in no organization included.
    SignedIn,
    /// Members whose role permits this, by the domain's table.
    Role(Action),
    /// Every member for himself; for others those whose role permits this.
    OneselfOr(Action),
    /// Nobody: the route is there to say why it is not offered.
    Nobody,
}

/// A route, and who may use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteRule {
    /// The method, in capitals.
    pub method: &'static str,
    /// The path, a parameter as `:name`.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
}

impl RouteRule {
    pub(crate) const fn new(method: &'static str, path: &'static str, access: Access) -> Self {
        Self {
            method,
            path,
            access,
        }
    }
}

/// The methods that this path takes, as `Allow` names them; none where there is no such path.
pub(super) fn allowed(rules: &[RouteRule], path: &str) -> Option<String> {
    let pattern = pattern(rules, path)?;
    let taken = rules.iter().filter(|rule| rule.path == pattern);
    let mut methods: Vec<&str> = taken.map(|rule| rule.method).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.sort_unstable();
    methods.dedup();
    Some(methods.join(", "))
}

/// What the rules say of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ruling {
    /// There is a rule for it.
    Served,
    /// The path, which follows this pattern, has rules for other methods only.
    OtherMethods(&'static str),
    /// No rule has such a path.
    Nothing,
}

/// Looks for the rule of a request. Whoever may GET may ask for the head alone.
pub(super) fn ruling(rules: &[RouteRule], method: &Method, path: &str) -> Ruling {
    let Some(pattern) = pattern(rules, path) else {
        return Ruling::Nothing;
    };
    let method = match *method {
        Method::HEAD => "GET",
        _ => method.as_str(),
    };
    let is_ruled = |rule: &RouteRule| rule.path == pattern && rule.method == method;
    if rules.iter().any(is_ruled) {
        Ruling::Served
    } else {
        Ruling::OtherMethods(pattern)
    }
}

/// The pattern that a path follows. Of several, the router prefers the one that writes more of the path out.
fn pattern(rules: &[RouteRule], path: &str) -> Option<&'static str> {
    let at_path = rules.iter().filter(|rule| is_at(rule.path, path));
    at_path
        .map(|rule| rule.path)
        .min_by_key(|pattern| pattern.matches(':').count())
}

/// Whether a path follows a pattern.
fn is_at(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let follows = pattern.split('/').all(|part| {
        segments
            .next()
            .is_some_and(|segment| part == segment || part.starts_with(':'))
    });
    follows && segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: [RouteRule; 4] = [
        RouteRule::new("GET", "/a/:id", Access::Public),
        RouteRule::new("PATCH", "/a/:id", Access::SignedIn),
        RouteRule::new("POST", "/a", Access::SignedIn),
        RouteRule::new("DELETE", "/a/me", Access::SignedIn),
    ];

    #[test]
    fn a_path_tells_its_methods() {
        let allow = |path| allowed(&RULES, path);
        assert_eq!(allow("/a/7").as_deref(), Some("GET, HEAD, OPTIONS, PATCH"));
        assert_eq!(allow("/a").as_deref(), Some("OPTIONS, POST"));
        assert_eq!(allow("/a/me").as_deref(), Some("DELETE, OPTIONS"));
        assert_eq!(allow("/a/7/b"), None);
        assert_eq!(allow("/b"), None);
    }

    #[test]
    fn what_no_rule_names_is_not_served() {
        let ruling = |method, path| ruling(&RULES, &method, path);
        assert_eq!(ruling(Method::GET, "/a/7"), Ruling::Served);
        assert_eq!(ruling(Method::HEAD, "/a/7"), Ruling::Served);
        assert_eq!(ruling(Method::HEAD, "/a"), Ruling::OtherMethods("/a"));
        assert_eq!(
            ruling(Method::DELETE, "/a/7"),
            Ruling::OtherMethods("/a/:id")
        );
        assert_eq!(
            ruling(Method::GET, "/a/me"),
            Ruling::OtherMethods("/a/me"),
            "the router would not look further"
        );
        assert_eq!(ruling(Method::GET, "/a/7/b"), Ruling::Nothing);
    }
}
