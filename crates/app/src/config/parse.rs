//! Readers that several settings share. An error says what is expected, for the person who typed the value.

/// A switch, with the words that Label Studio takes.
pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "not" | "off" | "0" => Ok(false),
        "" => Err("it is empty; write true or false".to_owned()),
        _ => Err(format!(
            "{text:?} is neither true (true, yes, on, 1) nor false (false, no, not, off, 0)"
        )),
    }
}

/// The items of a list that is divided by commas. White space around them and empty items do not count.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// Label Studio's value as it is.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other names of Label Studio need more than copying"
)]
pub(super) fn same(value: &str, _below: Option<&str>) -> Result<Option<String>, String> {
    Ok(Some(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_switch_takes_the_words_of_label_studio_in_any_case() {
        for (text, expected) in [
            ("true", Ok(true)),
            ("YES", Ok(true)),
            ("On", Ok(true)),
            ("1", Ok(true)),
            ("False", Ok(false)),
            ("no", Ok(false)),
            ("not", Ok(false)),
            ("off", Ok(false)),
            ("0", Ok(false)),
        ] {
            assert_eq!(switch(text), expected, "{text}");
        }
        for text in ["", " ", "2", "t", "enabled", "true "] {
            assert!(switch(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_list(text in any::<String>()) {
            prop_assert!(list(&text).all(|item| !item.is_empty() && !item.contains(',')));
        }

        #[test]
        fn any_text_is_a_switch_or_not(text in any::<String>()) {
            let _ = switch(&text);
        }
    }
}
