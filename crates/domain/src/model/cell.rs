//! Texts in the cells of an exported table. Spreadsheets run what looks like a formula, whoever typed it as a name.

use std::borrow::Cow;

/// What begins a formula for one spreadsheet or another, and the sign that keeps a cell a text.
const SIGNS: [char; 12] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\'', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// The text as it stands in a cell: behind an apostrophe where a spreadsheet would take it for a formula (K61).
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(SIGNS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that stood in a cell: [`guarded`] undone. What nobody guarded is left as it is.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.starts_with(SIGNS) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn k61_what_looks_like_a_formula_is_a_text() {
        for text in ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\u{ff1d}1+1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "Ann", "a=1", " =1", "O'Neill", "1-1"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn what_another_program_exported_is_left_as_it_is() {
        for cell in ["'Ann", "'", "O'Neill", "=1+1"] {
            assert_eq!(unguarded(cell), cell);
        }
    }

    proptest! {
        #[test]
        fn k61_what_was_exported_comes_back(text in "['=+@\\-a\\t\u{ff1d}]{0,4}\\PC{0,4}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
        }
    }
}
