//! Parts of the letters' language: names, times, lines.

use std::fmt;

use muster_domain::model::email::EmailAddress;
use muster_domain::model::time::{Day, Timestamp};

/// The width of the text part, in characters.
const WIDTH: usize = 72;

/// A text that people chose, to be shown as text and to leave the direction of its surroundings alone.
pub(super) struct Name(String);

impl Name {
    pub(super) fn new(text: &str) -> Self {
        Self(shown(text))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For text: isolated in direction, which nothing in ASCII needs. In HTML that is `<bdi>`'s part.
    pub(super) fn isolated(&self) -> String {
        if self.0.is_ascii() {
            self.0.clone()
        } else {
            format!("\u{2068}{}\u{2069}", self.0)
        }
    }

    /// For a subject: at most so many characters.
    pub(super) fn short(&self, chars: usize) -> String {
        cut(&self.0, chars)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person with an address, and with a name where it says more than the address.
pub(super) struct Person {
    pub(super) name: Option<Name>,
    pub(super) email: Name,
}

impl Person {
    pub(super) fn new(name: &str, email: &EmailAddress) -> Self {
        let email = email.as_str();
        Self {
            name: (name.trim() != email && !name.trim().is_empty()).then(|| Name::new(name)),
            email: Name::new(email),
        }
    }

    /// The name, or the address where there is none.
    pub(super) fn called(&self) -> &Name {
        self.name.as_ref().unwrap_or(&self.email)
    }
}

/// The text without what would change the direction of the text around it, and without white space at its ends.
/// Control characters, which no domain type lets in, turn into blanks.
pub(crate) fn shown(text: &str) -> String {
    let directs = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let plain: String = text
        .chars()
        .filter(|&c| !directs(c))
        .map(|c| if breaks(c) { ' ' } else { c })
        .collect();
    plain.trim().to_owned()
}

/// The text, or as much of its beginning as fits with an ellipsis.
pub(crate) fn cut(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars.saturating_sub(1)).collect();
    format!("{}\u{2026}", kept.trim_end())
}

/// A point in time for people: `Wednesday, 2 December 2026, 14:05 UTC`.
pub(super) fn moment(at: Timestamp) -> String {
    at.format("%A, %-d %B %Y, %H:%M UTC").to_string()
}

/// A day for people: `2 December 2026`.
pub(super) fn date(day: Day) -> String {
    day.format("%-d %B %Y").to_string()
}

/// The text with its paragraphs broken into lines of a width that is pleasant to read. Words, and so links, stay
/// whole. Empty lines stand alone.
pub(super) fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let width = line.chars().count() + 1 + word.chars().count();
            if !line.is_empty() && width > WIDTH {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        let repeats = line.is_empty() && lines.last().is_none_or(String::is_empty);
        if !repeats {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_cannot_turn_the_text_around_it() {
        let name = Name::new(" \u{202e}Evil\u{2069} \u{5d0}\u{5d1} ");
        assert_eq!(name.to_string(), "Evil \u{5d0}\u{5d1}");
        assert_eq!(name.isolated(), "\u{2068}Evil \u{5d0}\u{5d1}\u{2069}");
        assert_eq!(Name::new("Lab").isolated(), "Lab");
    }

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(cut("Lab", 3), "Lab");
        assert_eq!(cut("Labor und Mehr", 7), "Labor\u{2026}");
    }

    #[test]
    fn times_are_written_for_people() {
        let at = Timestamp::UNIX_EPOCH + muster_domain::model::time::Duration::minutes(605);
        assert_eq!(moment(at), "Thursday, 1 January 1970, 10:05 UTC");
    }

    #[test]
    fn lines_are_broken_between_words() {
        let link = format!("https://lab.example.com/{}", "x".repeat(100));
        let text = format!("\n\n{}\n\n\n\n{link}\n\n", "word ".repeat(20));
        let lines = wrapped(&text);
        assert_eq!(
            lines,
            format!(
                "{}\n{}\n\n{link}\n",
                ["word"; 14].join(" "),
                ["word"; 6].join(" ")
            )
        );
    }

    proptest! {
        #[test]
        fn what_is_shown_has_one_line_and_one_direction(text in any::<String>(), chars in 1_usize..50) {
            let shown = shown(&text);
            let moves = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
            prop_assert!(!shown.contains(moves), "{}", shown);
            prop_assert!(cut(&shown, chars).chars().count() <= chars);
        }

        #[test]
        fn no_word_is_lost(text in "[a-z \n]{0,200}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            let wrapped = wrapped(&text);
            prop_assert_eq!(words, wrapped.split_whitespace().collect::<Vec<_>>());
        }
    }
}
