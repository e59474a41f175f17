//! Every module says in its first lines what it is for.

use super::{File, Finding};

pub(super) fn check(file: &File) -> Option<Finding> {
    let documented = file
        .text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with("#!["))
        .and_then(|line| line.strip_prefix("//!"))
        .is_some_and(|words| !words.trim().is_empty());
    (!documented).then(|| Finding::at(&file.path, 1, "no `//!` that says what the module is for"))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::file;

    #[test]
    fn the_first_line_tells_what_a_module_is_for() {
        let found = |text| check(&file("a.rs", text)).is_some();
        assert!(!found("//! Seats.\nuse a;"));
        assert!(!found("#![forbid(unsafe_code)]\n\n//! Seats.\n"));
        assert!(found("use a;\n//! Seats."));
        assert!(found("//!\nuse a;"));
        assert!(found(""));
    }
}
