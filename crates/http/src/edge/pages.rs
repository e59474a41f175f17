//! The router of the pages, which takes no route without a rule.

use poem::http::Method;
use poem::{IntoEndpoint, Route, RouteMethod};

use super::access::{Access, RouteRule};

/// Routes of pages with their rules.
#[derive(Default)]
pub(crate) struct Pages {
    routes: Vec<(&'static str, RouteMethod)>,
    rules: Vec<RouteRule>,
}

impl Pages {
    /// Adds a page to look at.
    #[must_use]
    pub(crate) fn get<E>(self, path: &'static str, access: Access, page: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.add(Method::GET, RouteRule::new("GET", path, access), page)
    }

    /// Adds a form to send.
    #[must_use]
    pub(crate) fn post<E>(self, path: &'static str, access: Access, page: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.add(Method::POST, RouteRule::new("POST", path, access), page)
    }

    fn add<E>(mut self, method: Method, rule: RouteRule, page: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.rules.push(rule);
        let at = self.routes.iter().position(|(path, _)| *path == rule.path);
        let methods = at.map_or_else(RouteMethod::new, |at| self.routes.remove(at).1);
        self.routes.push((rule.path, methods.method(method, page)));
        self
    }

    /// The rules of all of them.
    pub(crate) fn rules(&self) -> &[RouteRule] {
        &self.rules
    }

    /// Adds them to other routes.
    pub(crate) fn into_routes(self, routes: Route) -> Route {
        self.routes
            .into_iter()
            .fold(routes, |routes, (path, methods)| routes.at(path, methods))
    }
}
