//! What is left to do has an issue, and the code names it.

use super::source::is_name;
use super::{File, Finding};

// In two halves, so that this file passes its own check.
const WORDS: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

pub(super) fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for word in WORDS {
            if line
                .match_indices(word)
                .any(|(at, _)| is_bare(line, at, word))
            {
                let what = format!(
                    "`{word}` without an issue number, as in `{}(#12)`",
                    WORDS[0]
                );
                findings.push(Finding::at(&file.path, index + 1, what));
            }
        }
    }
    findings
}

/// Whether the word at this place stands alone and no `(#12)` follows.
fn is_bare(line: &str, at: usize, word: &str) -> bool {
    let rest = &line[at + word.len()..];
    let is_word = !line[..at].ends_with(is_name) && !rest.starts_with(is_name);
    let numbered = word == WORDS[0]
        && rest
            .strip_prefix("(#")
            .and_then(|rest| rest.split_once(')'))
            .is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    is_word && !numbered
}

#[cfg(test)]
mod tests {
    use super::{WORDS, check};
    use crate::tidy::file;

    #[test]
    fn a_number_is_asked_for() {
        let [todo, fixme] = WORDS;
        let found = |text: String| check(&file("a.rs", &text)).len();
        assert_eq!(found(format!("// {todo}: later")), 1);
        assert_eq!(found(format!("// {fixme}(#3)")), 1);
        assert_eq!(found(format!("// {todo}(#x)")), 1);
        assert_eq!(found(format!("// {todo}(#12): later")), 0);
        assert_eq!(found(format!("const {todo}S: u8 = 1; // a todo list")), 0);
    }
}
