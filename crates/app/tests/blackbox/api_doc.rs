//! The page about the API, `docs/api.md`: its examples are run as they stand, and it names every call there is.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Server, Vendor, python};

const PAGE: &str = include_str!("../../../../docs/api.md");
const DESCRIPTION: &str = include_str!("../../../../docs/openapi.json");
const TOKEN: &str = "0123456789abcdef0123456789abcdef01234567";

/// What stands above the examples in curl: a refusal ends them.
const ABOVE_CURL: &str = r#"set -euo pipefail; curl() { command curl --fail-with-body -sS "$@"; }"#;

#[test]
fn every_example_in_curl_works_and_is_answered_as_shown() {
    let run = Run::new();
    let mut program = program("sh");
    ABOVE_CURL.clone_into(&mut program[0]);
    for block in blocks("sh") {
        // What this block prints, from its opening fence on.
        program[block.line - 1] = format!("exec >'{}'", run.answers(&block).display());
    }
    let outcome = run.of("bash", &program);
    if let Err(told) = outcome {
        let reached = blocks("sh").filter(|block| run.answers(block).exists());
        let failed = reached.last().expect("the first block was reached");
        let answered = read(&run.answers(&failed));
        panic!("docs/api.md:{} failed: {told}{answered}", failed.line);
    }

    for shown in blocks("json") {
        let asked = blocks("sh").filter(|asked| asked.line < shown.line).last();
        let answered = read(&run.answers(&asked.expect("an answer follows a question")));
        let answers = values(&answered);
        for value in values(&shown.text) {
            assert!(
                answers.iter().any(|answer| shows(&value, answer)),
                "docs/api.md:{} shows {value}, but the answers were {answered}",
                shown.line
            );
        }
    }
}

#[test]
fn every_example_in_python_works() {
    let outcome = Run::new().of(python(), &program("python"));
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
}

#[test]
fn every_job_is_shown_in_both_languages() {
    let headings = |language| blocks(language).map(|block| block.heading);
    let curl: BTreeSet<&str> = headings("sh").collect();
    let python: BTreeSet<&str> = headings("python").collect();
    assert_eq!(curl, python);
}

#[test]
fn it_names_every_call_there_is_and_no_other() {
    let description: Value = serde_json::from_str(DESCRIPTION).expect("it is JSON");
    let paths = description["paths"].as_object().expect("it has paths");
    let mut offered = BTreeSet::new();
    for (path, verbs) in paths {
        for verb in verbs.as_object().expect("a path has verbs").keys() {
            offered.insert(format!("{} {path}", verb.to_uppercase()));
        }
    }
    let table = PAGE
        .split("\n## ")
        .find(|part| part.starts_with("The calls"));
    let words = table.expect("there is a table of calls").split('`');
    let told = words.filter(|word| word.contains(" /")).map(str::to_owned);
    assert_eq!(told.collect::<BTreeSet<String>>(), offered);
}

#[test]
fn its_links_lead_to_its_headings() {
    let headings: Vec<String> = PAGE.lines().filter_map(heading).map(anchor).collect();
    for link in PAGE.split("](#").skip(1) {
        let link = link.split(')').next().expect("a split has a first part");
        assert!(headings.iter().any(|heading| heading == link), "#{link}");
    }
}

/// An example.
struct Block {
    language: &'static str,
    /// The line of its opening fence, from 1.
    line: usize,
    /// What it stands under.
    heading: &'static str,
    text: String,
}

/// The examples in one language.
fn blocks(language: &'static str) -> impl Iterator<Item = Block> {
    let mut under = "";
    let mut open: Option<Block> = None;
    let all = PAGE.lines().enumerate().filter_map(move |(before, line)| {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => return open.take(),
            (Some(language), None) => {
                open = Some(Block {
                    language,
                    line: before + 1,
                    heading: under,
                    text: String::new(),
                });
            }
            (None, Some(block)) => block.text.extend([line, "\n"]),
            (None, None) => under = heading(line).unwrap_or(under),
        }
        None
    });
    all.filter(move |block| block.language == language)
}

/// The examples in one language as one program. Each line has the number that it has on the page, so that what goes
/// wrong is told by it.
fn program(language: &'static str) -> Vec<String> {
    let mut program = vec![String::new(); PAGE.lines().count()];
    for block in blocks(language) {
        for (line, text) in (block.line..).zip(block.text.lines()) {
            text.clone_into(&mut program[line]);
        }
    }
    program
}

fn heading(line: &'static str) -> Option<&'static str> {
    Some(line.strip_prefix('#')?.trim_start_matches('#').trim())
}

/// What a link to a heading names.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    let words: String = kept.collect();
    words.to_lowercase().replace(' ', "-")
}

/// A fresh server with an Owner, which trusts a vendor, and a folder for a program, a licence and what is answered.
struct Run {
    server: Server,
    folder: TempDir,
}

impl Run {
    fn new() -> Self {
        let vendor = Vendor::new();
        let key = vendor.public_key();
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(
            folder.path().join("acme.license"),
            vendor.issue("25", "2999-12-31"),
        )
        .expect("the folder takes files");
        Self {
            server: Server::start_with(&[
                ("LABEL_STUDIO_USERNAME", "olga@example.com"),
                ("LABEL_STUDIO_PASSWORD", "from the environment"),
                ("LABEL_STUDIO_USER_TOKEN", TOKEN),
                ("MUSTER_LICENSE_PUBLIC_KEYS", &key),
            ]),
            folder,
        }
    }

    /// Runs a program to its end; what it complained of, if it failed.
    fn of(&self, interpreter: impl Into<PathBuf>, program: &[String]) -> Result<(), String> {
        let file = self.folder.path().join("api.md");
        std::fs::write(&file, program.join("\n")).expect("the folder takes files");
        let output = Command::new(interpreter.into())
            .arg(file)
            .current_dir(self.folder.path())
            .env("PATH", path_with_python())
            .env("MUSTER", self.server.url(""))
            .env("TOKEN", TOKEN)
            .output()
            .expect("the interpreter runs");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            Ok(())
        } else {
            Err(told)
        }
    }

    /// The file of what a block is answered.
    fn answers(&self, block: &Block) -> PathBuf {
        self.folder.path().join(format!("answers-{}", block.line))
    }
}

/// Where programs are found, first beside the Python of the tests.
fn path_with_python() -> OsString {
    let python = python();
    let beside = python.parent().expect("a program lies in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [beside.to_owned()];
    std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&path)))
        .expect("folders of a path make one")
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).expect("it is a text")
}

/// JSON values, one after the other.
fn values(text: &str) -> Vec<Value> {
    let values = serde_json::Deserializer::from_str(text).into_iter();
    values
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Whether an answer is as shown. It may have more fields, and `…` stands for anything.
fn shows(shown: &Value, answer: &Value) -> bool {
    match (shown, answer) {
        (Value::String(shown), _) if shown == "…" => true,
        (Value::String(shown), Value::String(answer)) => shows_text(shown, answer),
        (Value::Array(shown), Value::Array(answer)) => {
            shown.len() == answer.len()
                && shown
                    .iter()
                    .zip(answer)
                    .all(|(shown, answer)| shows(shown, answer))
        }
        (Value::Object(shown), Value::Object(answer)) => shown.iter().all(|(field, shown)| {
            let answer = answer.get(field);
            answer.is_some_and(|answer| shows(shown, answer))
        }),
        _ => shown == answer,
    }
}

fn shows_text(shown: &str, answer: &str) -> bool {
    let Some((first, others)) = shown.split_once('…') else {
        return shown == answer;
    };
    let Some(mut rest) = answer.strip_prefix(first) else {
        return false;
    };
    let last = others.rsplit('…').next().unwrap_or_default();
    let has_all = others.split('…').all(|part| {
        let found = rest.split_once(part);
        rest = found.map_or(rest, |(_, after)| after);
        found.is_some()
    });
    has_all && answer.ends_with(last)
}
