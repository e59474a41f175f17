//! The hidden field with which the forms of these pages name the organization that was shown.

use muster_domain::model::id::OrganizationId;
use poem::http::header;
use poem::web::Form;
use poem::{FromRequest, Request, RequestBody, Result};
use serde::Deserialize;

/// The organization that the page with this form showed. A script may send no form at all.
pub(in crate::web) struct ShownOrganization(pub(in crate::web) Option<OrganizationId>);

#[derive(Deserialize)]
struct Sent {
    organization: Option<i64>,
}

impl<'a> FromRequest<'a> for ShownOrganization {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        if !request.headers().contains_key(header::CONTENT_TYPE) {
            return Ok(Self(None));
        }
        let Form(sent) = Form::<Sent>::from_request(request, body).await?;
        Ok(Self(sent.organization.map(OrganizationId::new)))
    }
}
