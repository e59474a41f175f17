//! A parameter of the query: documented as `T`, read as text, judged together with the others.

use std::marker::PhantomData;

use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaParamIn, MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

/// A parameter that is documented as `T`, and optional. An empty one was not sent.
pub(super) struct Asked<T>(pub(super) Option<String>, PhantomData<fn() -> T>);

impl<'a, T: Type> ApiExtractor<'a> for Asked<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    const PARAM_IS_REQUIRED: bool = false;

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Query)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(T::schema_ref())
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let pairs: Vec<(String, String)> = request.params().unwrap_or_default();
        let text = pairs
            .into_iter()
            .find_map(|(name, text)| (name == options.name && !text.is_empty()).then_some(text));
        Ok(Self(text, PhantomData))
    }
}
