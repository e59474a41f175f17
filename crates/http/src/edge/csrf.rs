//! Proof that a form came from a page of ours: it repeats the value of a cookie that other sites cannot read.

use poem::http::header;
use poem::{FromRequest, Request, RequestBody, Result};
use subtle::ConstantTimeEq as _;

use super::cookies::CSRF_COOKIE;
use super::fields::form_pairs;
use super::info::RequestInfo;
use super::limit::body_limit;
use super::problem::Problem;

/// The name of the form field.
const FIELD: &str = "csrfmiddlewaretoken";
/// The header that scripts may send instead.
const HEADER: &str = "x-csrftoken";

/// What a form must repeat in its field `csrfmiddlewaretoken`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CsrfToken(String);

impl CsrfToken {
    /// The value for the form field.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The one that the browser has.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let cookie = request.cookie().get(CSRF_COOKIE)?;
        let value = cookie.value_str();
        let well_formed =
            (32..=128).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric());
        well_formed.then(|| Self(value.to_owned()))
    }

    /// A new one.
    #[expect(clippy::disallowed_methods, reason = "here the CSRF secret is made")]
    pub(super) fn mint() -> Result<Self, Problem> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|_| Problem::internal("the operating system gives no randomness"))?;
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let text = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
        Ok(Self(text.collect()))
    }

    fn is(&self, repeated: &str) -> bool {
        self.0.as_bytes().ct_eq(repeated.as_bytes()).into()
    }
}

impl<'a> FromRequest<'a> for &'a CsrfToken {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        Ok(request
            .data::<CsrfToken>()
            .ok_or_else(|| Problem::internal("a form outside the area of pages"))?)
    }
}

/// Refuses a form that does not repeat the cookie. The body stays readable.
pub(super) async fn check_form(
    request: &mut Request,
    info: &RequestInfo,
    token: Option<&CsrfToken>,
) -> Result<(), Problem> {
    let header = request.header(HEADER).map(str::to_owned);
    let is_form = request
        .header(header::CONTENT_TYPE)
        .is_some_and(|sent| sent.starts_with("application/x-www-form-urlencoded"));
    let limit = body_limit(&info.path);
    let body = request.take_body().into_bytes_limit(limit).await;
    let body = body.map_err(|error| Problem::unread(&error))?;
    let field = form_pairs(if is_form { &body } else { b"" })
        .into_iter()
        .find_map(|(name, value)| (name == FIELD).then_some(value));
    request.set_body(body);
    let repeated = header.or(field).unwrap_or_default();
    match token {
        Some(token) if token.is(&repeated) => Ok(()),
        _ => Err(Problem::forbidden(
            "The form is too old or did not come from a page of this server. \
             Load the page again, allow cookies, and send the form once more.",
        )),
    }
}
