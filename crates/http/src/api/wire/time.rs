//! Points in time as the contract writes them.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat};
use muster_domain::model::time::Timestamp;
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde_json::Value;

/// ISO 8601 in UTC with `Z`; microseconds where they are not zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time(pub(crate) Timestamp);

impl Time {
    fn text(self) -> String {
        let format = if self.0.timestamp_subsec_micros() == 0 {
            SecondsFormat::Secs
        } else {
            SecondsFormat::Micros
        };
        self.0.to_rfc3339_opts(format, true)
    }
}

impl Type for Time {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "string_date-time".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "date-time")))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ParseFromJSON for Time {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        let value = value.unwrap_or_default();
        let time = value
            .as_str()
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        time.map(|time| Self(time.to_utc()))
            .ok_or_else(|| ParseError::expected_type(value))
    }
}

impl ToJSON for Time {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::time::Duration;

    #[test]
    fn microseconds_are_written_where_there_are_any() {
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(Time(at).text(), "1970-01-01T00:00:00Z");
        assert_eq!(
            Time(at + Duration::milliseconds(5)).text(),
            "1970-01-01T00:00:00.005000Z"
        );
    }
}
