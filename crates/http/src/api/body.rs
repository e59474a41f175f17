//! A request's body: documented as `T`, read leniently as [`Fields`].

use std::marker::PhantomData;

use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::edge::Fields;

/// A body that is documented as `T`. The documented type is never built: the framework's parser stops
/// at the first fault and names no field.
pub(super) struct Body<T>(pub(super) Fields, PhantomData<fn() -> T>);

impl<'a, T: Type> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = ["application/json", "application/x-www-form-urlencoded"]
            .map(|content_type| MetaMediaType {
                content_type,
                schema: T::schema_ref(),
            })
            .into();
        Some(MetaRequest {
            description: None,
            content,
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self(Fields::read(request, body).await?, PhantomData))
    }
}
