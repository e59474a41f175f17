//! How the fields of a request are described: all that [`Fields`](crate::edge::Fields) takes for them, and no more.
//!
//! JSON is read as leniently as a form, where everything is a text. A description that told the plain types alone
//! would have clients believe that the others are refused.

use std::borrow::Cow;
use std::marker::PhantomData;

use muster_domain::model::email::EmailAddress;
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde_json::{Value, json};

/// A field that is described as `F`. It is never built: see [`Body`](crate::api::body::Body).
pub(crate) struct Sent<F>(PhantomData<fn() -> F>);

/// What is taken for a field.
pub(crate) trait Form {
    fn schema() -> MetaSchema;
}

impl<F: Form> Type for Sent<F> {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "sent".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        inline(F::schema())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl<F: Form> ParseFromJSON for Sent<F> {
    fn parse_from_json(_: Option<Value>) -> ParseResult<Self> {
        Err(ParseError::custom("it is described, not read"))
    }
}

impl<F: Form> ToJSON for Sent<F> {
    fn to_json(&self) -> Option<Value> {
        None
    }
}

/// Or none: null, or an empty text.
pub(crate) struct OrNone<F>(PhantomData<fn() -> F>);

impl<F: Form> Form for OrNone<F> {
    fn schema() -> MetaSchema {
        let nothing = MetaSchema {
            enum_items: vec![json!("")],
            ..MetaSchema::new("string")
        };
        MetaSchema {
            nullable: true,
            ..any_of([F::schema(), nothing])
        }
    }
}

/// A text of one line that may be empty, up to so many characters.
pub(crate) struct Line<const MAX: usize>;

impl<const MAX: usize> Form for Line<MAX> {
    fn schema() -> MetaSchema {
        line(MAX, format!("^[^{CONTROL}]*$"))
    }
}

/// A text of one line with something to see in it, up to so many characters.
pub(crate) struct Visible<const MAX: usize>;

impl<const MAX: usize> Form for Visible<MAX> {
    fn schema() -> MetaSchema {
        line(MAX, format!("^{}$", visible()))
    }
}

/// The same, or an empty text, which says nothing.
pub(crate) struct VisibleOrEmpty<const MAX: usize>;

impl<const MAX: usize> Form for VisibleOrEmpty<MAX> {
    fn schema() -> MetaSchema {
        line(MAX, format!("^({})?$", visible()))
    }
}

/// A password that is to be set.
pub(crate) struct NewPassword;

impl Form for NewPassword {
    fn schema() -> MetaSchema {
        MetaSchema {
            min_length: Some(8),
            max_length: Some(128),
            ..MetaSchema::new("string")
        }
    }
}

/// An address.
pub(crate) struct Address;

impl Form for Address {
    fn schema() -> MetaSchema {
        MetaSchema {
            max_length: Some(EmailAddress::MAX_CHARS),
            ..MetaSchema::new_with_format("string", "email")
        }
    }
}

/// Texts, or one alone.
pub(crate) struct Texts;

impl Form for Texts {
    fn schema() -> MetaSchema {
        let texts = MetaSchema {
            items: Some(Box::new(inline(MetaSchema::new("string")))),
            ..MetaSchema::new("array")
        };
        MetaSchema {
            example: Some(json!(["ann@example.com", "Bob <bob@example.com>"])),
            ..any_of([texts, MetaSchema::new("string")])
        }
    }
}

/// A day, or a point in time.
pub(crate) struct DayOrMoment;

impl Form for DayOrMoment {
    fn schema() -> MetaSchema {
        any_of([
            MetaSchema::new_with_format("string", "date"),
            Moment::schema(),
        ])
    }
}

/// A day.
pub(crate) struct Calendar;

impl Form for Calendar {
    fn schema() -> MetaSchema {
        MetaSchema::new_with_format("string", "date")
    }
}

/// Codes of roles with commas between them.
pub(crate) struct RoleCodes;

impl Form for RoleCodes {
    fn schema() -> MetaSchema {
        let code = "(OW|AD|MA|RE|AN|NO|DI)";
        MetaSchema {
            pattern: Some(format!("^ *{code}?( *, *{code}?)* *$")),
            ..MetaSchema::new("string")
        }
    }
}

/// A point in time.
pub(crate) struct Moment;

impl Form for Moment {
    fn schema() -> MetaSchema {
        MetaSchema::new_with_format("string", "date-time")
    }
}

/// The number of something.
pub(crate) struct Identifier;

impl Form for Identifier {
    fn schema() -> MetaSchema {
        let number = MetaSchema::new_with_format("integer", "int64");
        any_of([number, digits(r"[+-]?[0-9]{1,18}")])
    }
}

/// A whole number from 1.
pub(crate) struct UpTo<const MAX: u32>;

impl<const MAX: u32> Form for UpTo<MAX> {
    fn schema() -> MetaSchema {
        let number = MetaSchema {
            minimum: Some(1.0),
            maximum: Some(f64::from(MAX)),
            ..MetaSchema::new_with_format("integer", "int64")
        };
        // A pattern cannot compare numbers: those that are longer than this as texts are left untold.
        let more = MAX.ilog10().saturating_sub(1);
        any_of([number, digits(&format!("[1-9][0-9]{{0,{more}}}"))])
    }
}

/// Yes or no.
pub(crate) struct YesOrNo;

impl Form for YesOrNo {
    fn schema() -> MetaSchema {
        let number = MetaSchema {
            enum_items: vec![json!(0), json!(1)],
            ..MetaSchema::new("integer")
        };
        let words = ["true", "yes", "on", "1", "false", "no", "off", "0"].map(any_case);
        any_of([
            MetaSchema::new("boolean"),
            number,
            digits(&format!("({})", words.join("|"))),
        ])
    }
}

/// The page of a list.
pub(crate) struct PageNumber;

impl Form for PageNumber {
    fn schema() -> MetaSchema {
        MetaSchema {
            minimum: Some(1.0),
            ..MetaSchema::new_with_format("integer", "int64")
        }
    }
}

/// How much of a list stands on a page.
pub(crate) struct PageSize;

impl Form for PageSize {
    fn schema() -> MetaSchema {
        let all = MetaSchema {
            enum_items: vec![json!(-1)],
            ..MetaSchema::new("integer")
        };
        any_of([all, PageNumber::schema()])
    }
}

/// How much of a list to pass over.
pub(crate) struct PassedOver;

impl Form for PassedOver {
    fn schema() -> MetaSchema {
        MetaSchema {
            minimum: Some(0.0),
            ..MetaSchema::new_with_format("integer", "int64")
        }
    }
}

/// Characters that no text of one line has, as they stand in a class of a pattern.
const CONTROL: &str = r"\x00-\x1f\x7f-\x9f\u2028\u2029";

fn visible() -> String {
    format!(r"[^{CONTROL}]*[^\s{CONTROL}][^{CONTROL}]*")
}

/// A text, or a number that is taken as one.
fn line(max: usize, pattern: String) -> MetaSchema {
    let text = MetaSchema {
        max_length: Some(max),
        pattern: Some(pattern),
        ..MetaSchema::new("string")
    };
    any_of([text, MetaSchema::new("number")])
}

fn digits(pattern: &str) -> MetaSchema {
    MetaSchema {
        pattern: Some(format!("^ *{pattern} *$")),
        ..MetaSchema::new("string")
    }
}

/// The pattern of a word in small or capital letters.
fn any_case(word: &str) -> String {
    word.chars()
        .map(|letter| match letter.to_ascii_uppercase() {
            capital if capital != letter => format!("[{capital}{letter}]"),
            digit => digit.to_string(),
        })
        .collect()
}

fn any_of<const N: usize>(forms: [MetaSchema; N]) -> MetaSchema {
    MetaSchema {
        any_of: forms.map(inline).into(),
        ..MetaSchema::ANY
    }
}

fn inline(schema: MetaSchema) -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(schema))
}
