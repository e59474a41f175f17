//! The file that `--env-file` names: variables, one a line, as Label Studio's guide and `docker compose` write them.
//!
//! Read by hand and not by `dotenvy`: that puts the process's variables in for `$NAME` (passwords hold `$`), refuses
//! `FROM_EMAIL=Label Studio <hello@example.com>`, and tells a bad line by its text, which may be a secret.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::layers::Origin;
use super::problem::Problem;

/// The longest file that is read, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// So many bad lines are told. A file with more is no env file.
const MOST_TOLD: usize = 10;

/// What the file says; nothing where none is named.
#[derive(Default)]
pub(crate) struct EnvFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its variables. Of a name that comes twice, the last holds, as in a shell.
    pub(super) variables: BTreeMap<String, String>,
}

impl EnvFile {
    /// Reads the file. What is wrong with it is added to the problems.
    pub(super) fn read(path: &Path, problems: &mut Vec<Problem>) -> Self {
        let mut bytes = Vec::new();
        let read = fs::File::open(path).and_then(|file| {
            if file.metadata()?.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            file.take(LONGEST + 1).read_to_end(&mut bytes)
        });
        let wrong = match read {
            Err(error) => format!("cannot be read: {error}"),
            Ok(length) if length as u64 > LONGEST => {
                "is no env file: it is longer than a megabyte".to_owned()
            }
            Ok(_) => return Self::parse(path, &bytes, problems),
        };
        problems.push(Problem::new(path.display(), wrong));
        Self::default()
    }

    /// Where one of its variables stands.
    pub(super) fn origin(&self, name: &str) -> Origin {
        Origin::EnvFile {
            file: self.path.clone(),
            name: name.to_owned(),
        }
    }

    /// Reads what a file holds. Nothing of it is repeated in a problem: it may hold secrets.
    pub(super) fn parse(path: &Path, bytes: &[u8], problems: &mut Vec<Problem>) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut variables = BTreeMap::new();
        let mut wrong = Vec::new();
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            match std::str::from_utf8(line).map_or(Err("is not valid UTF-8"), variable) {
                Ok(None) => {}
                Ok(Some((name, value))) => _ = variables.insert(name, value),
                Err(message) => {
                    let place = format!("{}, line {number}", path.display());
                    wrong.push(Problem::new(place, message));
                }
            }
        }
        problems.extend(wrong.into_iter().take(MOST_TOLD));
        Self {
            path: path.to_owned(),
            variables,
        }
    }
}

/// The variable of a line; none where it is empty or a comment.
fn variable(line: &str) -> Result<Option<(String, String)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    if line.contains(|c: char| c.is_control() && c != '\t') {
        return Err("holds a control character");
    }
    let (name, value) = line.split_once('=').ok_or("is not NAME=value")?;
    let name = name.trim_end();
    let name = match name.strip_prefix("export") {
        Some(exported) if exported.starts_with(char::is_whitespace) => exported.trim_start(),
        _ => name,
    };
    let is_name = !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !is_name {
        return Err("has no name of a variable before the equals sign");
    }
    Ok(Some((name.to_owned(), self::value(value)?)))
}

/// The value without what is around it. A `#` begins a comment after white space only.
fn value(text: &str) -> Result<String, &'static str> {
    let trimmed = text.trim_start();
    for quote in ['"', '\''] {
        if let Some(rest) = trimmed.strip_prefix(quote) {
            return quoted(quote, rest);
        }
    }
    let is_comment = |at: &usize| text[..*at].ends_with(char::is_whitespace);
    let comment = text.match_indices('#').map(|(at, _)| at).find(is_comment);
    Ok(text[..comment.unwrap_or(text.len())].trim().to_owned())
}

/// The text up to the closing quote. Within double quotes a backslash keeps what it keeps in a shell.
fn quoted(quote: char, text: &str) -> Result<String, &'static str> {
    let mut value = String::new();
    let mut rest = text.chars();
    loop {
        match rest.next().ok_or("has a quote that is not closed on it")? {
            c if c == quote => break,
            '\\' if quote == '"' => match rest.clone().next() {
                Some(kept @ ('"' | '\\' | '$' | '`')) => {
                    value.push(kept);
                    rest.next();
                }
                _ => value.push('\\'),
            },
            c => value.push(c),
        }
    }
    let after = rest.as_str();
    let is_comment = after.trim_start().starts_with('#') && after.starts_with(char::is_whitespace);
    if after.trim().is_empty() || is_comment {
        Ok(value)
    } else {
        Err("goes on after the closing quote")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: impl AsRef<[u8]>) -> (BTreeMap<String, String>, Vec<String>) {
        let mut problems = Vec::new();
        let file = EnvFile::parse(Path::new("prod.env"), text.as_ref(), &mut problems);
        let problems = problems.iter().map(ToString::to_string).collect();
        (file.variables, problems)
    }

    #[test]
    fn values_are_read_as_they_are_meant() {
        for (line, expected) in [
            ("A=b", "b"),
            ("A = b c ", "b c"),
            ("  export A=b", "b"),
            ("export\tA = 'b'", "b"),
            ("A=", ""),
            ("A=\"\"", ""),
            ("A= \" b \" ", " b "),
            ("A='b' # c", "b"),
            ("A=b # c", "b"),
            ("A=b#c", "b#c"),
            ("A=#b", "#b"),
            ("A= # b", ""),
            ("A=b=c==", "b=c=="),
            ("A=$HOME ${B} `c` \\n", "$HOME ${B} `c` \\n"),
            ("A='$B \\\" \\'", "$B \\\" \\"),
            (r#"A="\$B \"c\" \\ \d""#, r#"$B "c" \ \d"#),
            ("A=Lab <lab@example.com>", "Lab <lab@example.com>"),
            ("A=it's", "it's"),
            ("A=Zoë\r", "Zoë"),
        ] {
            let (values, problems) = parse(line);
            assert_eq!(problems, [""; 0], "{line}");
            assert_eq!(values["A"], expected, "{line}");
        }
    }

    #[test]
    fn a_whole_file_with_all_that_editors_add_is_read() {
        let (values, problems) = parse("\u{FEFF}# mail\r\n\r\nEMAIL_PORT = 587\r\nA=1\r\nA=2");
        assert_eq!(problems, [""; 0]);
        let values: Vec<_> = values.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(values, ["A=2", "EMAIL_PORT=587"]);
    }

    #[test]
    fn a_bad_line_is_told_by_its_number_without_its_text() {
        for (line, expected) in [
            (&b"hush"[..], "is not NAME=value"),
            (b"hush: 1", "is not NAME=value"),
            (b"export HUSH", "is not NAME=value"),
            (b"=hush", "has no name"),
            (b"1HUSH=1", "has no name"),
            (b"set HUSH=1", "has no name"),
            (b"A='hush", "has a quote that is not closed"),
            (b"A=\"hush\\\"", "has a quote that is not closed"),
            (b"A='hush' hush", "goes on after the closing quote"),
            (b"A=hush\0", "holds a control character"),
            (b"A=hush\xFF", "is not valid UTF-8"),
        ] {
            let (values, problems) = parse([b"B=1\n\n", line, b"\nC=1\n"].concat());
            let [problem] = &problems[..] else {
                panic!("one line is bad: {problems:?}");
            };
            let start = format!("prod.env, line 3: {expected}");
            assert!(problem.starts_with(&start), "{problem}");
            assert!(!problem.to_lowercase().contains("hush"), "{problem}");
            assert_eq!(values.len(), 2, "the lines around it are read");
        }
        assert_eq!(parse("no\n".repeat(1000)).1.len(), MOST_TOLD);
    }

    #[test]
    fn what_is_no_file_of_variables_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let long = folder.path().join("long.env");
        fs::write(&long, "A=1\n".repeat(300_000)).expect("written");
        for (path, expected) in [
            (folder.path().join("none.env"), "cannot be read: No such"),
            (folder.path().to_owned(), "cannot be read: is a directory"),
            (long, "is no env file: it is longer"),
        ] {
            let mut problems = Vec::new();
            let file = EnvFile::read(&path, &mut problems);
            let told = problems[0].to_string();
            let start = format!("{}: {expected}", path.display());
            assert!(told.starts_with(&start), "{told}");
            assert!(problems.len() == 1 && file.variables.is_empty());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            parse(bytes);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[A=#'\"\\\\ \t\r\n$é]{0,40}") {
            parse(text);
        }

        #[test]
        fn what_is_quoted_arrives(value in "\\PC{0,20}") {
            let single = value.replace('\'', "");
            prop_assert_eq!(&parse(format!("A='{single}'")).0["A"], &single);
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            prop_assert_eq!(&parse(format!("A = \"{escaped}\" # c")).0["A"], &value);
        }
    }
}
