//! The fields of a request: a body of JSON or a form, or the query; read leniently, every fault collected.

use muster_domain::model::membership::MemberRole;
use muster_domain::model::refusal::{FieldError, Kind, Refusal};
use muster_domain::model::time::Timestamp;
use poem::http::header;
use poem::{Request, RequestBody};
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::info::RequestInfo;
use super::limit::body_limit;
use super::problem::Problem;

/// The fields of a request, and what is found wrong with them while they are read.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    values: Map<String, Value>,
    faults: Vec<FieldError>,
}

/// Fields that cannot be right. All of them are named.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("validation error")]
pub(crate) struct InvalidFields(Vec<FieldError>);

impl Refusal for InvalidFields {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
    fn code(&self) -> &'static str {
        "invalid"
    }
    fn fields(&self) -> Vec<FieldError> {
        self.0.clone()
    }
}

impl Fields {
    /// The fields of a request's body.
    pub(crate) async fn read(request: &Request, body: &mut RequestBody) -> Result<Self, Problem> {
        let sent = request.header(header::CONTENT_TYPE).unwrap_or_default();
        let path = request.data().map_or("", |info: &RequestInfo| &info.path);
        let body = body.take().map_err(|error| Problem::unread(&error))?;
        let bytes = body.into_bytes_limit(body_limit(path)).await;
        let bytes = bytes.map_err(|error| Problem::unread(&error))?;
        read_body(sent, &bytes)
    }

    /// The fields of a body that was read already.
    pub(super) fn of_body(sent: &str, bytes: &[u8]) -> Result<Self, Problem> {
        read_body(sent, bytes)
    }

    /// Fields with texts as their values, as a query or a form has them.
    pub(crate) fn of_texts(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut values = Map::new();
        for (name, text) in pairs {
            let text = Value::String(text);
            match values.get_mut(&name) {
                None => {
                    values.insert(name, text);
                }
                Some(Value::Array(texts)) => texts.push(text),
                Some(first) => *first = Value::Array(vec![first.take(), text]),
            }
        }
        Self {
            values,
            faults: Vec::new(),
        }
    }

    /// The parameters that were sent, of those that may be.
    pub(crate) fn asked<const N: usize>(parameters: [(&str, Option<String>); N]) -> Self {
        let sent = parameters
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), text?)));
        Self::of_texts(sent)
    }

    /// A text, if sent.
    pub(crate) fn text(&mut self, field: &'static str) -> Option<String> {
        match self.values.remove(field)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Null => self.fault(field, "This field may not be null."),
            _ => self.fault(field, "Not a valid string."),
        }
    }

    /// A secret, if sent: to the letter, so a number is none, which JSON may write in several ways.
    pub(crate) fn secret(&mut self, field: &'static str) -> Option<SecretString> {
        if let Some(Value::Number(_)) = self.values.get(field) {
            self.values.remove(field);
            return self.fault(field, "Not a valid string.");
        }
        self.text(field).map(SecretString::from)
    }

    /// Any JSON value, if sent.
    pub(crate) fn value(&mut self, field: &'static str) -> Option<Value> {
        self.values.remove(field)
    }

    /// Whether a field was sent, and not read yet.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.values.contains_key(field)
    }

    /// Whether anything was sent that was not read.
    pub(crate) fn has_more(&self) -> bool {
        !self.values.is_empty()
    }

    /// Texts, if sent: a list of them, or one alone.
    pub(crate) fn texts(&mut self, field: &'static str) -> Option<Vec<String>> {
        const FAULT: &str = "Not a list of strings.";
        match self.values.remove(field)? {
            Value::String(text) => Some(vec![text]),
            Value::Array(values) => {
                let texts = values.into_iter().map(|value| match value {
                    Value::String(text) => Some(text),
                    _ => None,
                });
                let texts: Option<Vec<String>> = texts.collect();
                texts.or_else(|| self.fault(field, FAULT))
            }
            Value::Null => self.fault(field, "This field may not be null."),
            _ => self.fault(field, FAULT),
        }
    }

    /// A whole number, if sent; also as text.
    pub(crate) fn integer(&mut self, field: &'static str) -> Option<i64> {
        const FAULT: &str = "A valid integer is required.";
        match self.values.remove(field)? {
            Value::Number(number) => number.as_i64().or_else(|| self.fault(field, FAULT)),
            Value::String(text) => text
                .trim()
                .parse()
                .ok()
                .or_else(|| self.fault(field, FAULT)),
            Value::Null => self.fault(field, "This field may not be null."),
            _ => self.fault(field, FAULT),
        }
    }

    /// Yes or no, if sent; also as text.
    pub(crate) fn boolean(&mut self, field: &'static str) -> Option<bool> {
        let sent = self.values.remove(field)?;
        let word = match &sent {
            Value::Bool(value) => return Some(*value),
            Value::String(text) => text.trim().to_ascii_lowercase(),
            Value::Number(number) => number.to_string(),
            Value::Null => return self.fault(field, "This field may not be null."),
            _ => String::new(),
        };
        match word.as_str() {
            "true" | "1" | "yes" | "on" => Some(true),
            "false" | "0" | "no" | "off" => Some(false),
            _ => self.fault(field, "Must be a valid boolean."),
        }
    }

    /// A point in time in ISO 8601 form, if sent.
    pub(crate) fn time(&mut self, field: &'static str) -> Option<Timestamp> {
        self.parsed(field, |text| {
            chrono::DateTime::parse_from_rfc3339(text.trim())
                .map(|time| time.to_utc())
                .map_err(|_| "Enter a time such as 2026-11-25T12:00:00Z.")
        })
    }

    /// A text in a form of its own, if sent.
    pub(crate) fn parsed<T, E: std::fmt::Display>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(field)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(fault) => self.fault(field, fault.to_string()),
        }
    }

    /// A list of objects, if sent, each read alike. What is wrong with one is told with its place in the list.
    pub(crate) fn objects<T>(
        &mut self,
        field: &'static str,
        read: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        const FAULT: &str = "Not a list of objects.";
        let Value::Array(items) = self.values.remove(field)? else {
            return self.fault(field, FAULT);
        };
        let mut found = Vec::with_capacity(items.len());
        for (place, item) in (1..).zip(items) {
            let Value::Object(values) = item else {
                return self.fault(field, FAULT);
            };
            let mut fields = Self {
                values,
                faults: Vec::new(),
            };
            found.extend(read(&mut fields));
            for fault in fields.faults {
                let message = format!("{place}: {}: {}", fault.field, fault.message);
                self.faults.push(FieldError::new(field, message));
            }
        }
        Some(found)
    }

    /// A role by its code, if sent.
    pub(crate) fn role(&mut self, field: &'static str) -> Option<MemberRole> {
        self.parsed(field, |code| {
            MemberRole::from_code(code).ok_or_else(|| format!("\"{code}\" is not a valid choice."))
        })
    }

    /// A field that may be sent as null, or as an empty text, to say that there is none.
    #[expect(
        clippy::option_option,
        reason = "not sent, sent as none, and sent are three things"
    )]
    pub(crate) fn nullable<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Option<T>,
    ) -> Option<Option<T>> {
        let none = match self.values.get(field)? {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        if none {
            self.values.remove(field);
            Some(None)
        } else {
            read(self, field).map(Some)
        }
    }

    /// A field that must be sent.
    pub(crate) fn required<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Option<T>,
    ) -> Option<T> {
        if self.values.contains_key(field) {
            read(self, field)
        } else {
            self.fault(field, "This field is required.")
        }
    }

    /// Judges a value that was sent.
    pub(crate) fn judged<T, U, E: std::fmt::Display>(
        &mut self,
        field: &'static str,
        value: Option<T>,
        judge: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<U> {
        match judge(value?) {
            Ok(value) => Some(value),
            Err(fault) => self.fault(field, fault.to_string()),
        }
    }

    /// What was read, unless something was wrong.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, InvalidFields> {
        match read {
            Some(value) if self.faults.is_empty() => Ok(value),
            _ => Err(InvalidFields(self.faults)),
        }
    }

    /// Notes a fault. It is the reader's `None`.
    fn fault<T>(&mut self, field: &'static str, message: impl Into<String>) -> Option<T> {
        self.faults.push(FieldError::new(field, message));
        None
    }
}

/// Reads a body of the given media type. No body is a body without fields.
fn read_body(sent: &str, bytes: &[u8]) -> Result<Fields, Problem> {
    if bytes.is_empty() {
        return Ok(Fields::default());
    }
    match media_type(sent) {
        MediaType::Form => Ok(Fields::of_texts(form_pairs(bytes))),
        MediaType::Json => match serde_json::from_slice(bytes) {
            Ok(Value::Object(values)) => Ok(Fields {
                values,
                faults: Vec::new(),
            }),
            Ok(_) => Err(Problem::fields_at_fault(vec![FieldError::new(
                "non_field_errors",
                "Invalid data. Expected a dictionary.",
            )])),
            Err(error) => Err(Problem::invalid(format!("JSON parse error - {error}"))),
        },
        MediaType::Other => Err(Problem::unsupported_media_type(sent)),
    }
}

enum MediaType {
    Json,
    Form,
    Other,
}

fn media_type(sent: &str) -> MediaType {
    match sent.parse::<mime::Mime>() {
        Ok(mime) if mime.essence_str() == "application/x-www-form-urlencoded" => MediaType::Form,
        Ok(mime)
            if mime.type_() == mime::APPLICATION
                && (mime.subtype() == mime::JSON || mime.suffix() == Some(mime::JSON)) =>
        {
            MediaType::Json
        }
        _ => MediaType::Other,
    }
}

/// The pairs of an urlencoded form. Bytes that are no UTF-8 are replaced, so that any bytes are some form.
pub(super) fn form_pairs(bytes: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(text: &str) -> Fields {
        read_body("application/json", text.as_bytes()).expect("an object")
    }

    #[test]
    fn a_form_reads_like_json() {
        for mut fields in [
            read_body(
                "application/x-www-form-urlencoded",
                b"user_id=5&role=AN&flag=true",
            )
            .expect("a form"),
            json(r#"{"user_id": 5, "role": "AN", "flag": true}"#),
        ] {
            assert_eq!(fields.integer("user_id"), Some(5));
            assert_eq!(fields.role("role"), Some(MemberRole::Annotator));
            assert_eq!(fields.boolean("flag"), Some(true));
        }
    }

    #[test]
    fn all_faults_are_named_together() {
        let mut fields = json(r#"{"role": "XX", "title": null, "n": 1.5}"#);
        let user = fields.required("user_id", Fields::integer);
        fields.role("role");
        fields.text("title");
        fields.integer("n");
        let faults = fields.finish(user).expect_err("refused").0;
        let told: Vec<_> = faults
            .iter()
            .map(|f| (f.field, f.message.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("user_id", "This field is required."),
                ("role", "\"XX\" is not a valid choice."),
                ("title", "This field may not be null."),
                ("n", "A valid integer is required."),
            ]
        );
    }

    #[test]
    fn none_is_said_by_null_or_by_nothing() {
        let mut fields = json(r#"{"a": null, "b": "", "c": "x"}"#);
        assert_eq!(fields.nullable("a", Fields::text), Some(None));
        assert_eq!(fields.nullable("b", Fields::text), Some(None));
        assert_eq!(
            fields.nullable("c", Fields::text),
            Some(Some("x".to_owned()))
        );
        assert_eq!(fields.nullable("d", Fields::text), None);
    }

    #[test]
    fn a_list_may_be_one_text() {
        let mut fields = json(r#"{"a": ["x", "y"], "b": "x", "c": [], "d": ["x", 1], "e": 1}"#);
        let mut texts = |field| fields.texts(field).map(|texts| texts.join(" "));
        assert_eq!(texts("a").as_deref(), Some("x y"));
        assert_eq!(texts("b").as_deref(), Some("x"));
        assert_eq!(texts("c").as_deref(), Some(""));
        assert_eq!((texts("d"), texts("e"), texts("f")), (None, None, None));
        assert_eq!(fields.finish(Some(())).expect_err("refused").0.len(), 2);
        let mut form =
            read_body("application/x-www-form-urlencoded", b"a=x&a=y&b=x").expect("a form");
        assert_eq!(form.texts("a"), Some(vec!["x".to_owned(), "y".to_owned()]));
        assert_eq!(form.texts("b"), Some(vec!["x".to_owned()]));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        let refused =
            |sent: &str, body: &str| read_body(sent, body.as_bytes()).expect_err("refused");
        assert_eq!(refused("application/json", "[]").status.as_u16(), 400);
        assert!(
            refused("application/json", "{")
                .detail
                .starts_with("JSON parse error - ")
        );
        assert_eq!(
            refused("multipart/form-data; boundary=x", "x").detail,
            "Unsupported media type \"multipart/form-data; boundary=x\" in request."
        );
        assert!(read_body("", b"").is_ok());
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_refused(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            sent in prop_oneof![
                Just("application/json".to_owned()),
                Just("application/x-www-form-urlencoded".to_owned()),
                any::<String>(),
            ],
        ) {
            match read_body(&sent, &bytes) {
                Ok(_) => {}
                Err(problem) => prop_assert!(problem.status.is_client_error()),
            }
        }

        #[test]
        fn any_value_is_read_or_named(text in any::<String>(), number in any::<f64>()) {
            for value in [Value::from(text.clone()), Value::from(number), Value::Null, Value::from(vec![1])] {
                let read = |f: &dyn Fn(&mut Fields)| {
                    let mut values = Map::new();
                    values.insert("field".to_owned(), value.clone());
                    let mut fields = Fields { values, faults: Vec::new() };
                    f(&mut fields);
                };
                read(&|fields| {
                    let _ = fields.text("field");
                });
                read(&|fields| {
                    let _ = fields.integer("field");
                });
                read(&|fields| {
                    let _ = fields.boolean("field");
                });
                read(&|fields| {
                    let _ = fields.time("field");
                });
                read(&|fields| {
                    let _ = fields.role("field");
                });
                read(&|fields| {
                    let _ = fields.texts("field");
                });
            }
        }
    }
}
