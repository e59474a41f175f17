//! The JSON API: one `#[OpenApi]` struct for each tag, and [`wire`] with what travels.
//!
//! A handler parses, runs one use case or view, and maps. Who asks comes first among its arguments. The organization
//! in a path is read by the edge, once, while it authenticates: handlers take it from the caller and never from `id`.

mod account;
mod answer;
mod api_token;
mod audit;
mod billing;
mod body;
mod caller;
mod description;
mod invitation;
mod invite_link;
mod license;
mod membership;
mod organization;
mod query;
mod refusal;
mod server;
mod session;
mod user;
mod wire;

use std::sync::Arc;

use poem::endpoint::make_sync;
use poem::http::{HeaderValue, header};
use poem::{IntoEndpoint as _, IntoResponse as _, Response, Route};
use poem_openapi::{OpenApiService, Tags};

use crate::edge::{Access, HttpConfig, RouteRule};

/// The sections of the API's description.
#[derive(Tags)]
enum Tag {
    /// The organization itself: title, contact, default role, seats, Owner.
    Organizations,
    /// The licence, and how many seats it lets people take.
    Licenses,
    /// The people of an organization.
    Members,
    /// The link by which people join.
    Invites,
    /// Invitations by mail, each for one address.
    Invitations,
    /// The caller.
    #[oai(rename = "Current user")]
    CurrentUser,
    /// The accounts of the active organization's people.
    Users,
    /// Tokens of the caller, and which kinds may be used.
    Tokens,
    /// Who did what.
    #[oai(rename = "Activity log")]
    ActivityLog,
    /// How long sessions last.
    #[oai(rename = "Session policy")]
    SessionPolicy,
    /// The server.
    Server,
}

type Apis = (
    organization::OrganizationsApi,
    license::LicensesApi,
    membership::MembersApi,
    invite_link::InvitesApi,
    invitation::InvitationsApi,
    account::AccountApi,
    user::UsersApi,
    api_token::TokensApi,
    session::SessionPolicyApi,
    audit::ActivityLogApi,
    billing::BillingApi,
    server::ServerApi,
);

fn service(version: &str, address: &str) -> OpenApiService<Apis, ()> {
    let apis = (
        organization::OrganizationsApi,
        license::LicensesApi,
        membership::MembersApi,
        invite_link::InvitesApi,
        invitation::InvitationsApi,
        account::AccountApi,
        user::UsersApi,
        api_token::TokensApi,
        session::SessionPolicyApi,
        audit::ActivityLogApi,
        billing::BillingApi,
        server::ServerApi,
    );
    OpenApiService::new(apis, "Muster", version)
        .description("Who belongs to an organization, in which role, and how many seats are taken.")
        .server(address)
}

/// Adds the API, its description and its readable pages to the routes.
pub(crate) fn routes(routes: Route, config: &Arc<HttpConfig>) -> Route {
    let service = service(config.version, &config.public_url.url(""));
    let description = description::honest(&service.spec());
    let page = service.swagger_ui_html();
    let endpoint = Arc::new(service.into_endpoint());
    routes
        .nest_no_strip("/api", Arc::clone(&endpoint))
        .nest_no_strip("/health", Arc::clone(&endpoint))
        .nest_no_strip("/metrics", Arc::clone(&endpoint))
        .nest_no_strip("/ready", endpoint)
        .at(
            "/api/openapi.json",
            poem::get(make_sync(move |_| {
                let json = description.clone();
                json.with_content_type("application/json").into_response()
            })),
        )
        .at("/docs/api", poem::get(make_sync(move |_| readable(&page))))
}

/// The description of the API, the same for every server of this version.
pub(crate) fn openapi() -> String {
    description::honest(&service(env!("CARGO_PKG_VERSION"), "/").spec())
}

/// Every route of the API, and who may use it. A test holds it against the description.
pub(crate) fn rules() -> Vec<RouteRule> {
    const OPEN: [RouteRule; 2] = [
        RouteRule::new("GET", "/api/openapi.json", Access::Public),
        RouteRule::new("GET", "/docs/api", Access::Public),
    ];
    [
        &organization::RULES[..],
        &license::RULES,
        &membership::RULES,
        &invite_link::RULES,
        &invitation::RULES,
        &account::RULES,
        &user::RULES,
        &api_token::RULES,
        &session::RULES,
        &audit::RULES,
        &billing::RULES,
        &server::RULES,
        &OPEN,
    ]
    .concat()
}

/// The readable pages come as one file with script and style inside; this page alone allows that.
fn readable(page: &str) -> Response {
    let policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
                  img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let mut response = poem::web::Html(page.to_owned()).into_response();
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    response
}
