//! Reading a table of people row by row, whatever the file holds: a bad row is told, and the next one is read.

use std::collections::HashMap;
use std::io::{self, BufRead as _, BufReader, Chain, Cursor, Read};

use csv::{ByteRecord, ReaderBuilder, StringRecord};
use muster_domain::model::cell::unguarded;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::invitation::{InvitedRole, InvitedRoleError};
use muster_domain::model::membership::Role;
use muster_domain::model::text::PersonName;
use muster_domain::use_cases::membership::ImportedPerson;

/// The longest row, in bytes.
const LONGEST_ROW: usize = 1 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Why a file is not read, or not read further.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error("{0}")]
    Read(io::Error),
    #[error("line {line}: {error}")]
    ReadAt { line: u64, error: csv::Error },
    #[error(
        "it is empty; its first line has to name the columns: email, first_name, last_name, role"
    )]
    Empty,
    #[error("the first line is not UTF-8; save the table as CSV in UTF-8")]
    NotUtf8,
    #[error(
        "the first line names no column `email`; it has to name the columns, parted by commas: email, first_name, \
         last_name, role"
    )]
    NoEmail,
    #[error("the first line names the column `{0}` twice")]
    Twice(&'static str),
}

/// A row of the file.
pub(super) struct Row {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// The address as it stands there.
    pub(super) address: String,
    /// Whom it names, or what is wrong with it.
    pub(super) person: Result<ImportedPerson, String>,
}

impl Row {
    /// The person, where nothing is wrong with the row.
    pub(super) fn good(&self) -> Option<&ImportedPerson> {
        self.person.as_ref().ok()
    }
}

/// A file of people.
pub(super) struct PeopleFile<R> {
    rows: csv::Reader<Bounded<R>>,
    columns: Columns,
    line_end: LineEnd,
    /// On which line each address stands.
    lines: HashMap<EmailAddress, u64>,
}

/// Which column holds what.
struct Columns {
    number: usize,
    email: usize,
    first_name: Option<usize>,
    last_name: Option<usize>,
    role: Option<usize>,
    unused: Vec<String>,
}

impl<R: Read> PeopleFile<R> {
    /// Reads the names of the columns.
    pub(super) fn open(source: R) -> Result<Self, FileError> {
        let source = Bounded::new(source)?;
        let line_end = source.line_end;
        let mut rows = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(source.delimiter)
            .from_reader(source);
        let mut names = ByteRecord::new();
        if !read(&mut rows, &mut names)? {
            return Err(FileError::Empty);
        }
        let names = StringRecord::from_byte_record(names).map_err(|_| FileError::NotUtf8)?;
        Ok(Self {
            rows,
            columns: Columns::find(&names)?,
            line_end,
            lines: HashMap::new(),
        })
    }

    /// The names of the columns that are not read.
    pub(super) fn unused_columns(&self) -> &[String] {
        &self.columns.unused
    }

    /// The next row that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<Row>, FileError> {
        let mut cells = ByteRecord::new();
        while read(&mut self.rows, &mut cells)? {
            if cells.iter().all(<[u8]>::is_empty) {
                continue;
            }
            let line = self.line_of(&cells);
            let address = cells.get(self.columns.email).unwrap_or_default();
            return Ok(Some(Row {
                line,
                address: String::from_utf8_lossy(address).into_owned(),
                person: self.person(line, cells),
            }));
        }
        Ok(None)
    }

    /// The line on which the row begins that was just read. Where a row is said to begin may be an empty line before it.
    fn line_of(&self, cells: &ByteRecord) -> u64 {
        let lines = cells.as_slice().split(|byte| *byte == b'\n').count();
        let behind = self.line_end.breaks_read() + lines as u64 - 1;
        self.rows.position().line().saturating_sub(behind)
    }

    fn person(&mut self, line: u64, cells: ByteRecord) -> Result<ImportedPerson, String> {
        let cells = StringRecord::from_byte_record(cells)
            .map_err(|_| "not UTF-8; save the table as CSV in UTF-8".to_owned())?;
        let person = self.columns.person(&cells)?;
        if let Some(first) = self.lines.get(&person.email) {
            return Err(format!("the address stands in line {first} already"));
        }
        self.lines.insert(person.email.clone(), line);
        Ok(person)
    }
}

/// Reads the next record; `false` at the end.
fn read<R: Read>(
    rows: &mut csv::Reader<Bounded<R>>,
    record: &mut ByteRecord,
) -> Result<bool, FileError> {
    rows.get_mut().left = LONGEST_ROW;
    let line = rows.position().line();
    rows.read_byte_record(record)
        .map_err(|error| FileError::ReadAt { line, error })
}

impl Columns {
    fn find(names: &StringRecord) -> Result<Self, FileError> {
        let [mut email, mut first_name, mut last_name, mut role] = [None; 4];
        let mut unused = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let name = name.trim();
            let (known, place) = match name.to_ascii_lowercase().as_str() {
                "email" => ("email", &mut email),
                "first_name" => ("first_name", &mut first_name),
                "last_name" => ("last_name", &mut last_name),
                "role" => ("role", &mut role),
                "" => continue,
                _ => {
                    unused.push(name.to_owned());
                    continue;
                }
            };
            if place.replace(at).is_some() {
                return Err(FileError::Twice(known));
            }
        }
        Ok(Self {
            number: names.len(),
            email: email.ok_or(FileError::NoEmail)?,
            first_name,
            last_name,
            role,
            unused,
        })
    }

    /// The person whom a row names, or all that is wrong with it.
    fn person(&self, cells: &StringRecord) -> Result<ImportedPerson, String> {
        if cells.len() != self.number {
            let (found, number) = (cells.len(), self.number);
            return Err(format!(
                "the row has {found} cells, the first line {number}"
            ));
        }
        let cell = |at: Option<usize>| unguarded(at.and_then(|at| cells.get(at)).unwrap_or(""));
        let email = EmailAddress::parse(cell(Some(self.email)));
        let first_name = PersonName::parse(cell(self.first_name));
        let last_name = PersonName::parse(cell(self.last_name));
        let role = role(cell(self.role));
        let wrong = [
            email.as_ref().err().map(|error| format!("email: {error}")),
            first_name
                .as_ref()
                .err()
                .map(|error| format!("first_name: {error}")),
            last_name
                .as_ref()
                .err()
                .map(|error| format!("last_name: {error}")),
            role.as_ref().err().map(|error| format!("role: {error}")),
        ];
        match (email, first_name, last_name, role) {
            (Ok(email), Ok(first_name), Ok(last_name), Ok(role)) => Ok(ImportedPerson {
                email,
                first_name,
                last_name,
                role,
            }),
            _ => Err(wrong.into_iter().flatten().collect::<Vec<_>>().join("; ")),
        }
    }
}

/// The role in a cell; none where it is empty or says Pending.
fn role(cell: &str) -> Result<Option<Role>, String> {
    let text = cell.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match InvitedRole::new(super::role(text)?) {
        Ok(role) => Ok(role.role()),
        Err(InvitedRoleError::Owner(error)) => Err(error.to_string()),
        Err(InvitedRoleError::Deactivated) => {
            Err("nobody joins as Deactivated; leave it empty for Pending".to_owned())
        }
    }
}

/// How lines end.
#[derive(Clone, Copy)]
enum LineEnd {
    Unix,
    Windows,
}

impl LineEnd {
    fn text(self) -> &'static [u8] {
        match self {
            Self::Unix => b"\n",
            Self::Windows => b"\r\n",
        }
    }

    /// How many line feeds behind a row are read with it: a row ends at the carriage return.
    fn breaks_read(self) -> u64 {
        match self {
            Self::Unix => 1,
            Self::Windows => 0,
        }
    }
}

/// The first line, the rest, and the end of the last line.
type Source<R> = Chain<Chain<Cursor<Vec<u8>>, BufReader<R>>, &'static [u8]>;

/// The file behind its byte order mark, with an end to its last line. It gives up on a row that does not end: a quote
/// that is not closed, or no table at all.
struct Bounded<R> {
    source: Source<R>,
    /// What parts the columns: a spreadsheet may write semicolons or tabs, by the habits of the country.
    delimiter: u8,
    line_end: LineEnd,
    left: usize,
}

impl<R: Read> Bounded<R> {
    fn new(source: R) -> Result<Self, FileError> {
        let mut rest = BufReader::new(source);
        let mut first_line = Vec::new();
        let longest = u64::try_from(LONGEST_ROW).unwrap_or(u64::MAX);
        rest.by_ref()
            .take(longest)
            .read_until(b'\n', &mut first_line)
            .map_err(FileError::Read)?;
        if first_line.starts_with(BYTE_ORDER_MARK) {
            first_line.drain(..BYTE_ORDER_MARK.len());
        }
        let number = |delimiter: &u8| first_line.split(|byte| byte == delimiter).count();
        let delimiter = [b'\t', b';', b','].into_iter().max_by_key(number);
        let line_end = if first_line.ends_with(b"\r\n") {
            LineEnd::Windows
        } else {
            LineEnd::Unix
        };
        Ok(Self {
            source: Cursor::new(first_line).chain(rest).chain(line_end.text()),
            delimiter: delimiter.unwrap_or(b','),
            line_end,
            left: LONGEST_ROW,
        })
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(
                "the row is longer than a megabyte; perhaps a quote is not closed",
            ));
        }
        let most = buffer.len().min(self.left);
        let read = self.source.read(&mut buffer[..most])?;
        self.left -= read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::cell::guarded;
    use proptest::prelude::*;

    fn rows(text: &[u8]) -> Vec<Row> {
        let mut file = PeopleFile::open(text).expect("a table");
        std::iter::from_fn(|| file.next().expect("readable")).collect()
    }

    fn told(text: &[u8]) -> Vec<String> {
        let tell = |row: Row| match row.person {
            Ok(person) => format!("{}: {}", row.line, person.email.as_str()),
            Err(wrong) => format!("{}! {wrong}", row.line),
        };
        rows(text).into_iter().map(tell).collect()
    }

    fn refused(text: &[u8]) -> String {
        let outcome = PeopleFile::open(text).and_then(|mut file| {
            while file.next()?.is_some() {}
            Ok(())
        });
        outcome.expect_err("refused").to_string()
    }

    #[test]
    fn columns_stand_in_any_order_and_lines_are_counted_as_an_editor_does() {
        for table in [
            "role,First_Name,note,EMAIL\nAN,Ann,x,ann@example.com\n\n,\"Bob\n\",,bob@example.com\nRE,Cem,,cem@example.com",
            "\u{feff}role;first_name;note;email\r\nAN;Ann;x;ann@example.com\r\n\r\n;\"Bob\n\";;bob@example.com\r\nRE;Cem;;cem@example.com\r\n",
        ] {
            let told = told(table.as_bytes());
            assert_eq!(told.len(), 3, "{told:?}");
            assert_eq!(told[0], "2: ann@example.com");
            assert!(
                told[1].contains("! first_name: Control characters"),
                "{told:?}"
            );
            assert_eq!(told[2], "6: cem@example.com");
        }
        assert_eq!(told(b"email\n\na@example.com"), ["3: a@example.com"]);
        assert_eq!(told(b"email\r\n\r\na@example.com"), ["3: a@example.com"]);
        let file = PeopleFile::open(&b"note,email\n"[..]).expect("a table");
        assert_eq!(file.unused_columns(), ["note"]);
    }

    #[test]
    fn k13_owner_and_unknown_roles_are_refused_row_by_row() {
        for role in ["Owner", "owner ", "OW", "ow", "King", "Deactivated", "DI"] {
            let table = format!("email,role\neve@example.com,{role}\nann@example.com,annotator\n");
            let told = told(table.as_bytes());
            assert!(told[0].starts_with("2! role: "), "{told:?}");
            assert_eq!(told[1], "3: ann@example.com");
        }
        for role in ["", " ", "NO", "pending"] {
            let table = format!("email,role\nann@example.com,{role}\n");
            let person = rows(table.as_bytes()).remove(0).person;
            assert_eq!(person.map(|person| person.role), Ok(None));
        }
    }

    #[test]
    fn a_bad_row_is_told_and_the_next_is_read() {
        let mut table = b"email,first_name\nann@example.com,\xe9\nbob\nANN@example.com,\n,\nann@Example.com,A\nbob,".to_vec();
        table.extend(vec![b'x'; 300]);
        table.extend(b"\nbob@example.com,Bob\n");
        let told = told(&table);
        assert!(told[0].starts_with("2! not UTF-8"), "{told:?}");
        assert_eq!(told[1], "3! the row has 1 cells, the first line 2");
        assert_eq!(told[2], "4: ANN@example.com");
        assert_eq!(told[3], "6! the address stands in line 4 already");
        assert!(
            told[4].contains("email: Enter a valid") && told[4].contains("; first_name: Ensure"),
            "{told:?}"
        );
        assert_eq!(told[5], "8: bob@example.com");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(refused(b"").contains("empty"));
        assert!(refused(b"\n\n").contains("empty"));
        assert!(refused(b"ann@example.com,Ann\n").contains("no column `email`"));
        assert!(refused(b"email,EMAIL\n").contains("`email` twice"));
        assert!(refused(b"\xff\xfee\0m\0a\0i\0l\0\n\0").contains("not UTF-8"));
        let mut endless = b"email\n\"".to_vec();
        endless.extend(vec![b'x'; 3 * LONGEST_ROW]);
        assert!(refused(&endless).contains("line 2: the row is longer"));
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_refused(bytes in any::<Vec<u8>>(), header in any::<bool>()) {
            let head: &[u8] = if header { b"email,first_name\n" } else { b"" };
            let bytes = [head, &bytes].concat();
            if let Ok(mut file) = PeopleFile::open(bytes.as_slice()) {
                while let Ok(Some(_)) = file.next() {}
            }
        }

        #[test]
        fn k61_a_name_comes_back_as_it_was(name in "['=+@\\-a\", ;\u{ff1d}]{0,4}\\PC{0,4}") {
            let mut table = csv::Writer::from_writer(Vec::new());
            table.write_record(["email", "first_name"]).expect("written");
            table.write_record(["ann@example.com", &*guarded(&name)]).expect("written");
            let table = table.into_inner().expect("written");
            let person = rows(&table).remove(0).person;
            prop_assume!(PersonName::parse(&name).is_ok());
            let person = person.expect("a person");
            prop_assert_eq!(person.first_name.as_str(), name);
        }
    }
}
