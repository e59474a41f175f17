//! Reads several names of Label Studio that say one thing together.

use crate::config::layers::{Found, Layers, Origin};
use crate::config::parse;
use crate::config::problem::Problem;

/// Reads the names, and remembers where what was read stood.
pub(super) struct Names<'a> {
    layers: &'a Layers,
    origins: Vec<Origin>,
}

impl<'a> Names<'a> {
    pub(super) fn new(layers: &'a Layers) -> Self {
        Self {
            layers,
            origins: Vec::new(),
        }
    }

    /// What they say together, and where all that was read stood.
    pub(super) fn found(self, text: String) -> Found {
        Found {
            text,
            origin: Origin::Together(self.origins),
        }
    }

    /// What a name says, without remembering that it was read.
    pub(super) fn peek(&self, name: &str) -> Result<Option<String>, Problem> {
        let found = self.layers.theirs(name)?;
        let text = found.map(|found| unquoted(&found.text).to_owned());
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// Whether Label Studio is meant for sure by what was read.
    pub(super) fn is_on_purpose(&self) -> bool {
        self.origins.iter().all(Origin::is_on_purpose)
    }

    /// The value without the blanks and quotes that an env file may leave around it.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let found = self.layers.theirs(name)?;
        Ok(self.noted(found, |text| unquoted(text).to_owned()))
    }

    /// The value as it is.
    pub(super) fn secret(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let found = self.layers.their_secret(name)?;
        Ok(self.noted(found, str::to_owned))
    }

    fn noted(&mut self, found: Option<Found>, read: fn(&str) -> String) -> Option<String> {
        let found = found?;
        let text = read(&found.text);
        if text.is_empty() {
            return None;
        }
        self.origins.push(found.origin);
        Some(text)
    }

    pub(super) fn switch(&mut self, name: &str) -> Result<bool, Problem> {
        match self.text(name)? {
            Some(text) => parse::switch(&text).map_err(|message| self.problem(message)),
            None => Ok(false),
        }
    }

    /// A number above 0.
    pub(super) fn number<N>(&mut self, name: &str, expected: &str) -> Result<Option<N>, Problem>
    where
        N: std::str::FromStr + PartialEq + Default,
    {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if number != N::default() => Ok(Some(number)),
            _ => Err(self.problem(format!("{text:?} is not {expected}"))),
        }
    }

    pub(super) fn port(&mut self, name: &str) -> Result<Option<u16>, Problem> {
        self.number(name, "a port: a number from 1 to 65535")
    }

    /// A host as it stands in an address.
    pub(super) fn host(&mut self, name: &str) -> Result<Option<String>, Problem> {
        match self.text(name)? {
            Some(host) if host.contains(|c: char| "/?#@%&".contains(c) || c.is_whitespace()) => {
                Err(self.problem("is not the name of a host"))
            }
            Some(host) if host.contains(':') && !host.starts_with('[') => {
                Ok(Some(format!("[{host}]")))
            }
            host => Ok(host),
        }
    }

    /// A problem with the value that was read last.
    pub(super) fn problem(&self, message: impl Into<String>) -> Problem {
        let place = self.origins.last().map(ToString::to_string);
        Problem::new(place.unwrap_or_default(), message)
    }
}

pub(super) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
        .trim()
}

/// Percent-encoded, so that it can stand in any part of an address.
pub(super) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
