//! Finds the paths that a source file names: `crate::x`, `super::x`, `tokio::{x, y}`.

use super::source::is_name;

/// The name that follows the root in a path, and the line it stands on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) line: usize,
    pub(super) name: String,
}

/// What is named directly below `root` (a crate, or `crate` for this one) in code without comments.
pub(super) fn below(code: &str, root: &str) -> Vec<Mention> {
    starts(code, root)
        .filter_map(|at| Some((at, after_colons(&code[at + root.len()..])?)))
        .flat_map(|(at, rest)| mentions(code, at, rest))
        .collect()
}

/// What is named through `super::` that lies in the crate's root, for a module this many levels below it.
pub(super) fn above(code: &str, depth: usize) -> Vec<Mention> {
    let mut found = Vec::new();
    for at in starts(code, "super") {
        let (mut levels, mut rest) = (0, &code[at..]);
        while let Some(next) = rest.strip_prefix("super").and_then(after_colons) {
            levels += 1;
            rest = next;
        }
        if levels >= depth {
            found.extend(mentions(code, at, rest));
        }
    }
    found
}

/// Where the word begins a path: not inside a name and not after `::`.
fn starts<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |&at| {
            let before = code[..at].trim_end();
            let attached = code[..at].chars().next_back().is_some_and(is_name);
            !attached && !before.ends_with("::")
        })
}

fn after_colons(text: &str) -> Option<&str> {
    text.trim_start()
        .strip_prefix("::")
        .map(|rest| rest.trim_start().trim_start_matches("r#"))
}

/// The name at the head of `rest`, or each name of the group in braces there.
fn mentions(code: &str, at: usize, rest: &str) -> Vec<Mention> {
    let line = code[..at].matches('\n').count() + 1;
    let names = match rest.strip_prefix('{') {
        Some(group) => group_names(group),
        None => vec![leading_name(rest)],
    };
    names
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(|name| Mention { line, name })
        .collect()
}

fn group_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut begin = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(leading_name(&group[begin..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(leading_name(&group[begin..at]));
                begin = at + 1;
            }
            _ => {}
        }
    }
    names
}

fn leading_name(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|&c| is_name(c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Mention, above, below};

    fn names(mentions: Vec<Mention>) -> Vec<String> {
        mentions.into_iter().map(|mention| mention.name).collect()
    }

    #[test]
    fn single_and_grouped_paths_are_found() {
        let code = "use crate::model::Role;\nuse crate::{\n  ports::{a, b}, use_cases,\n};\nfn f() -> $crate::x::Y";
        assert_eq!(
            names(below(code, "crate")),
            ["model", "ports", "use_cases", "x"]
        );
        assert_eq!(below(code, "crate")[1].line, 2);
    }

    #[test]
    fn a_root_is_a_whole_word_at_the_head_of_a_path() {
        let code = "mycrate::a; a::crate::b; pub(crate) c; crates::d";
        assert_eq!(names(below(code, "crate")), [""; 0]);
    }

    #[test]
    fn super_counts_once_it_reaches_the_root() {
        let code = "use super::near; use super::super::{ports, model as m};";
        assert_eq!(names(above(code, 2)), ["ports", "model"]);
        assert_eq!(names(above(code, 3)), [""; 0]);
    }
}
