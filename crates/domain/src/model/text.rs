//! Text that people type about themselves and their organizations.

use unicode_normalization::UnicodeNormalization as _;

/// Why a text was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space where something is needed.
    #[error("This field may not be blank.")]
    Blank,
    /// More characters than the field holds.
    #[error("Ensure this field has no more than {limit} characters.")]
    TooLong {
        /// The number of characters that fit.
        limit: usize,
    },
    /// A control character such as a line break or a tab.
    #[error("Control characters such as line breaks are not allowed.")]
    Control,
}

/// Declares a text with an upper limit in characters and no control characters.
/// Any other text is kept exactly as it was written.
macro_rules! text {
    ($(#[$meta:meta])* $name:ident, min $min:literal, max $max:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as written.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                if $min > 0 && text.trim().is_empty() {
                    return Err(TextError::Blank);
                }
                if text.chars().count() > $max {
                    return Err(TextError::TooLong { limit: $max });
                }
                if text.chars().any(is_control) {
                    return Err(TextError::Control);
                }
                Ok(Self(text.to_owned()))
            }

            /// The text as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

text!(
    /// The name of an organization: 1 to 1000 characters.
    OrganizationTitle, min 1, max 1000
);
text!(
    /// A first or a last name: up to 256 characters, often empty.
    #[derive(Default)]
    PersonName, min 0, max 256
);
text!(
    /// To whom a licence was sold: 1 to 256 characters.
    LicenseHolder, min 1, max 256
);
text!(
    /// The short name of an account: 1 to 256 characters. It is shown, never used to log in, and not unique.
    Username, min 1, max 256
);
text!(
    /// A telephone number as the person writes it: up to 256 characters.
    #[derive(Default)]
    Phone, min 0, max 256
);

/// Whether a character moves the cursor or breaks a line, instead of being shown.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The form in which texts are searched: NFC, lower case. A store keeps it beside the text and
/// compares it with a needle in the same form.
pub fn searchable(text: &str) -> String {
    text.nfc()
        .collect::<String>()
        .to_lowercase()
        .nfc()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_title_is_kept_as_written_and_needs_something_to_show() {
        assert_eq!(
            OrganizationTitle::parse(" Böse <b> ").map(|t| t.0),
            Ok(" Böse <b> ".to_owned())
        );
        assert_eq!(OrganizationTitle::parse(" \u{a0} "), Err(TextError::Blank));
        assert_eq!(
            OrganizationTitle::parse("Lab\r\nBcc: x@example.com"),
            Err(TextError::Control)
        );
        assert_eq!(
            OrganizationTitle::parse(&"x".repeat(1001)),
            Err(TextError::TooLong { limit: 1000 })
        );
        assert!(OrganizationTitle::parse(&"ü".repeat(1000)).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_kept_or_refused(text in any::<String>()) {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(name.as_str(), text);
            }
        }

        #[test]
        fn searching_folds_once(text in any::<String>()) {
            let folded = searchable(&text);
            prop_assert_eq!(searchable(&folded), folded);
        }
    }
}
