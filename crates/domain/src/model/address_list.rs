//! Lists of addresses, read the way people paste them.

use std::collections::HashSet;

use super::email::{EmailAddress, EmailError};
use super::text::PersonName;

/// One entry of a pasted list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What stood there, without the separators around it.
    pub written: String,
    /// The address in it, or why there is none.
    pub recipient: Result<Recipient, EmailError>,
}

/// An address and the name beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The address.
    pub email: EmailAddress,
    /// The display name, often empty.
    pub name: PersonName,
}

/// More entries than one list may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a list holds at most {} addresses; send the rest in another one",
    MAX_ENTRIES
)]
pub struct TooManyEntries;

/// The most entries that one list may have.
pub const MAX_ENTRIES: usize = 10_000;

/// Reads a list whose entries are divided by commas, semicolons, white space or line breaks, as mail programs and
/// spreadsheets give them: `"Doe, Ann" <ann@example.com>; bob@example.com`. Empty entries are passed over, and of
/// entries with the same address, or with the same words where there is no address, only the first is kept.
///
/// # Errors
/// If more entries are left than [`MAX_ENTRIES`].
///
/// ```
/// use muster_domain::model::address_list;
///
/// let list = address_list::parse(["\"Doe, Ann\" <ann@example.com>; bob@example.com,\nbob"])?;
/// let found: Vec<_> = list.iter().filter_map(|entry| entry.recipient.as_ref().ok()).collect();
/// assert_eq!(found[0].name.as_str(), "Doe, Ann");
/// assert_eq!(found[1].email.as_str(), "bob@example.com");
/// assert_eq!(list[2].written, "bob");
/// # Ok::<(), muster_domain::model::address_list::TooManyEntries>(())
/// ```
pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<Entry>, TooManyEntries> {
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    for text in texts {
        for piece in divide(text) {
            for entry in read(piece) {
                let key = match &entry.recipient {
                    Ok(recipient) => recipient.email.canonical().to_owned(),
                    Err(_) => entry.written.clone(),
                };
                if seen.insert(key) {
                    if entries.len() == MAX_ENTRIES {
                        return Err(TooManyEntries);
                    }
                    entries.push(entry);
                }
            }
        }
    }
    Ok(entries)
}

/// Cuts a text at commas, semicolons and line breaks, but not inside quotes, and after each `<address>`.
fn divide(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut skip_to = 0;
    let mut is_blank = true;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        match c {
            '"' if is_blank => {
                is_blank = false;
                if let Some(end) = closing_quote(&text[at + 1..]) {
                    skip_to = at + 1 + end + 1;
                }
            }
            ',' | ';' | '\r' | '\n' | '\u{2028}' | '\u{2029}' | '，' | '；' | '、' => {
                pieces.push(&text[start..at]);
                start = at + c.len_utf8();
                is_blank = true;
            }
            '>' => {
                pieces.push(&text[start..=at]);
                start = at + 1;
                is_blank = true;
            }
            c => is_blank &= c.is_whitespace(),
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Where a quoted text ends, if it ends before the line does.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at),
            '\r' | '\n' => return None,
            _ => {}
        }
    }
    None
}

/// Reads `name <address>`, or words of which those with an `@` are addresses and those before one are its name.
fn read(piece: &str) -> Vec<Entry> {
    let piece = piece.trim();
    if let Some((name, address)) = piece
        .strip_suffix('>')
        .and_then(|inner| inner.rsplit_once('<'))
    {
        return vec![entry(piece, address, name)];
    }
    let mut entries = Vec::new();
    let mut start: Option<usize> = None;
    for word in piece.split_whitespace() {
        let at = word.as_ptr() as usize - piece.as_ptr() as usize;
        let from = *start.get_or_insert(at);
        if word.contains('@') {
            let name = &piece[from..at];
            entries.push(entry(&piece[from..at + word.len()], word, name));
            start = None;
        }
    }
    if let Some(from) = start {
        entries.push(entry(&piece[from..], &piece[from..], ""));
    }
    entries
}

fn entry(written: &str, address: &str, name: &str) -> Entry {
    let address = address.trim();
    let address = without_scheme(address).unwrap_or(address);
    let address = within_quotes(address).unwrap_or(address);
    let recipient = EmailAddress::parse(address).map(|email| Recipient {
        email,
        name: display_name(name),
    });
    Entry {
        written: written.to_owned(),
        recipient,
    }
}

fn without_scheme(address: &str) -> Option<&str> {
    let scheme = address.get(..7)?;
    scheme
        .eq_ignore_ascii_case("mailto:")
        .then(|| &address[7..])
}

fn within_quotes(text: &str) -> Option<&str> {
    ['\'', '"']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

/// The name without its quotes. One that cannot be a person's name is left away; the address counts.
fn display_name(text: &str) -> PersonName {
    let text = text.trim();
    let name = match within_quotes(text) {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => text.to_owned(),
    };
    PersonName::parse(&name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_all(text: &str) -> Vec<(String, String)> {
        parse([text])
            .expect("short")
            .into_iter()
            .map(|entry| match entry.recipient {
                Ok(found) => (
                    found.email.as_str().to_owned(),
                    found.name.as_str().to_owned(),
                ),
                Err(error) => (format!("{error:?}"), entry.written),
            })
            .collect()
    }

    fn addresses(text: &str) -> Vec<String> {
        read_all(text)
            .into_iter()
            .map(|(address, _)| address)
            .collect()
    }

    #[test]
    fn k39_a_list_from_a_mail_program() {
        let text = "\"Doe, Ann\" <ann@example.com>; bob@example.com,\ncarl@example.com\n\n";
        assert_eq!(
            read_all(text),
            [
                ("ann@example.com", "Doe, Ann"),
                ("bob@example.com", ""),
                ("carl@example.com", "")
            ]
            .map(|(address, name)| (address.to_owned(), name.to_owned()))
        );
    }

    #[test]
    fn names_stand_beside_addresses_in_many_ways() {
        for (text, address, name) in [
            (
                "Ann Nguyen <ann@example.com>",
                "ann@example.com",
                "Ann Nguyen",
            ),
            (
                "Ann Nguyen ann@example.com",
                "ann@example.com",
                "Ann Nguyen",
            ),
            ("<ann@example.com>", "ann@example.com", ""),
            ("mailto:ann@example.com", "ann@example.com", ""),
            ("'ann@example.com'", "ann@example.com", ""),
            ("'Ann' <o'brien@example.com>", "o'brien@example.com", "Ann"),
            (
                "\"Ann \\\"A\\\" N\" <ann@example.com>",
                "ann@example.com",
                "Ann \"A\" N",
            ),
            ("\tann@example.com \t", "ann@example.com", ""),
        ] {
            assert_eq!(
                read_all(text),
                [(address.to_owned(), name.to_owned())],
                "{text}"
            );
        }
    }

    #[test]
    fn k47_what_is_no_address_stays_where_it_stood() {
        assert_eq!(
            read_all("ann@example.com, not-an-address, bob@example.com x"),
            [
                ("ann@example.com", ""),
                ("Malformed", "not-an-address"),
                ("bob@example.com", ""),
                ("Malformed", "x")
            ]
            .map(|(address, name)| (address.to_owned(), name.to_owned()))
        );
    }

    #[test]
    fn k39_duplicates_are_merged_whichever_way_they_are_written() {
        assert_eq!(
            addresses("ann@example.com ANN@Example.com, <ann@example.com> x,x"),
            ["ann@example.com", "Malformed"]
        );
        assert_eq!(
            addresses("ann+lab@example.com ann@example.com"),
            ["ann+lab@example.com", "ann@example.com"]
        );
    }

    #[test]
    fn an_unclosed_quote_swallows_nothing() {
        assert_eq!(
            addresses("\"Ann <ann@example.com>, bob@example.com"),
            ["ann@example.com", "bob@example.com"]
        );
    }

    /// Read in one go: a list that took the square of its length would take hours.
    #[test]
    fn a_list_of_megabytes_is_read_at_once() {
        let hostile = " ".repeat(2_000_000) + "x" + &"\"".repeat(1_000_000);
        assert_eq!(
            parse([hostile.as_str()]).map(|entries| entries.len()),
            Ok(1)
        );
    }

    #[test]
    fn a_list_has_an_end() {
        let list: Vec<String> = (0..=MAX_ENTRIES)
            .map(|n| format!("p{n}@example.com"))
            .collect();
        assert_eq!(parse(list.iter().map(String::as_str)), Err(TooManyEntries));
        let list = &list[..MAX_ENTRIES];
        assert!(parse(list.iter().map(String::as_str)).is_ok());
    }

    proptest! {
        #[test]
        fn every_address_is_found_whatever_divides_them(
            names in prop::collection::vec("[a-z]{1,8}", 1..20),
            dividers in prop::collection::vec(prop::sample::select(vec![",", ";", "\n", "\r\n", ", ", " ;\n\n"]), 20),
            dressed in prop::collection::vec(prop::sample::select(vec!["{}", "<{}>", "\"A, B\" <{}>", "C D <{}>", "'{}'", "mailto:{}"]), 20),
        ) {
            let wanted: Vec<String> = names.iter().enumerate().map(|(n, name)| format!("{name}{n}@example.com")).collect();
            let mut text = String::new();
            for (n, address) in wanted.iter().enumerate() {
                text += &dressed[n].replace("{}", address);
                text += dividers[n];
            }
            prop_assert_eq!(addresses(&text), wanted, "{}", text);
        }

        #[test]
        fn white_space_alone_divides_too(count in 1usize..20, divider in "[ \t\u{a0}]{1,3}") {
            let wanted: Vec<String> = (0..count).map(|n| format!("p{n}@example.com")).collect();
            prop_assert_eq!(addresses(&wanted.join(&divider)), wanted);
        }

        #[test]
        fn any_text_is_read_and_nothing_of_it_is_invented(text in any::<String>()) {
            for entry in parse([text.as_str()]).expect("short") {
                prop_assert!(!entry.written.is_empty());
                prop_assert!(text.contains(&entry.written));
            }
        }

        #[test]
        fn any_list_like_text_is_read(text in "[a-c@.<>\"' ,;\\\\\n]{0,60}") {
            let entries = parse([text.as_str()]).expect("short");
            prop_assert!(entries.iter().all(|entry| text.contains(&entry.written)));
        }
    }
}
