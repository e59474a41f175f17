//! Who asks, as a handler's first argument, with the ways to show it in the API's description.

use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::edge::FromIdentity;

const TOKEN: &str = "LegacyToken";
const ACCESS: &str = "AccessToken";
const API_KEY: &str = "ApiKey";
const SESSION: &str = "Session";

/// One of the edge's callers. The edge has read the credential; the schemes here are for the description alone.
pub(super) struct By<T>(pub(super) T);

impl<'a, T: FromIdentity> ApiExtractor<'a> for By<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        registry.create_security_scheme(
            TOKEN,
            scheme(
                "Authorization",
                "header",
                "The word `Token`, a space, and the 40 digits of the legacy token.",
            ),
        );
        registry.create_security_scheme(
            ACCESS,
            MetaSecurityScheme {
                ty: "http",
                name: None,
                key_in: None,
                scheme: Some("bearer"),
                bearer_format: Some("JWT"),
                ..scheme("", "", "An access token, from `POST /api/token/refresh/`.")
            },
        );
        registry.create_security_scheme(
            API_KEY,
            scheme(
                "X-Api-Key",
                "header",
                "A legacy token or an access token. It takes the place of `Authorization`.",
            ),
        );
        registry.create_security_scheme(
            SESSION,
            scheme(
                "sessionid",
                "cookie",
                "The cookie of a browser that is logged in.",
            ),
        );
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![TOKEN, ACCESS, API_KEY, SESSION]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self(T::from_identity(request)?))
    }
}

fn scheme(
    name: &'static str,
    key_in: &'static str,
    description: &'static str,
) -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "apiKey",
        description: Some(description),
        name: Some(name),
        key_in: Some(key_in),
        scheme: None,
        bearer_format: None,
        flows: None,
        openid_connect_url: None,
    }
}
