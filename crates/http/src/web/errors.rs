//! What was wrong with a form, as its page says it: a summary on top, and each fault beside its field.

use muster_domain::model::refusal::{FieldError, Refusal};

/// The faults of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormErrors {
    summary: Option<String>,
    fields: Vec<FieldError>,
}

impl FormErrors {
    /// What a use case refused: its fields where it names some, else its sentence.
    pub(crate) fn of_refusal(refusal: &dyn Refusal) -> Self {
        match refusal.fields() {
            fields if fields.is_empty() => Self::whole(refusal.to_string()),
            fields => Self::of_fields(fields),
        }
    }

    /// One fault of the whole form.
    pub(crate) fn whole(message: impl AsRef<str>) -> Self {
        Self {
            summary: Some(sentence(message.as_ref())),
            fields: Vec::new(),
        }
    }

    /// Faults of fields.
    pub(crate) fn of_fields(fields: Vec<FieldError>) -> Self {
        let summary = match fields.as_slice() {
            [] => None,
            [one] => Some(sentence(&one.message)),
            more => Some(format!("{} fields need another look.", more.len())),
        };
        Self { summary, fields }
    }

    /// The summary, if anything is wrong.
    pub(crate) fn summary(&self) -> Option<&str> {
        self.summary.as_deref()
    }

    /// The field at fault, where it is one.
    pub(crate) fn only(&self) -> Option<&str> {
        match self.fields.as_slice() {
            [one] => Some(one.field),
            _ => None,
        }
    }

    /// The faults one by one, where there are several.
    pub(crate) fn several(&self) -> &[FieldError] {
        match self.fields.as_slice() {
            [] | [_] => &[],
            more => more,
        }
    }

    /// What is wrong with this field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.as_str())
    }
}

/// Takes a parsed value, or notes what is wrong with its field.
pub(crate) fn note<T, E: std::fmt::Display>(
    faults: &mut Vec<FieldError>,
    field: &'static str,
    parsed: Result<T, E>,
) -> Option<T> {
    parsed
        .map_err(|error| faults.push(FieldError::new(field, error.to_string())))
        .ok()
}

/// A message of the domain (lower case, no full stop) as a sentence.
pub(crate) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let mut sentence: String = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => return String::new(),
    };
    if !sentence.ends_with(['.', '!', '?', '…']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(
            sentence("no seat is free: 2 of 2"),
            "No seat is free: 2 of 2."
        );
        assert_eq!(sentence("Email is too long"), "Email is too long.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), "");
    }
}
