//! Reads values for the sections, and collects everything that is wrong with them.

use super::layers::{Found, Layers};
use super::parse;
use super::problem::Problem;
use super::setting::{Fallback, Setting};

/// Reads values out of the layers.
pub(super) struct Values<'a> {
    layers: &'a Layers,
    problems: Vec<Problem>,
}

/// A value could not be read; the problem is noted.
#[derive(Debug)]
pub(super) struct Noted;

impl<'a> Values<'a> {
    pub(super) fn new(layers: &'a Layers) -> Self {
        Self {
            layers,
            problems: Vec::new(),
        }
    }

    /// Where values come from, for what is not in the table of settings.
    pub(super) fn layers(&self) -> &'a Layers {
        self.layers
    }

    /// Everything that was wrong.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// The value, or its fallback. Where the fallback is no value, or the value is empty and has none, nothing.
    pub(super) fn optional<T>(
        &mut self,
        setting: &'static Setting,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Noted> {
        match (self.find(setting)?, setting.fallback) {
            (Some(found), _) if !found.text.is_empty() => self.parsed(&found, parse).map(Some),
            (_, Fallback::Value(text)) => match parse(text) {
                Ok(value) => Ok(Some(value)),
                Err(message) => self.note(Problem::new(setting.variable(), message)),
            },
            (_, Fallback::Words(_)) => Ok(None),
        }
    }

    /// The value of a setting that has one as its fallback.
    pub(super) fn required<T>(
        &mut self,
        setting: &'static Setting,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Noted> {
        match self.optional(setting, parse)? {
            Some(value) => Ok(value),
            None => self.note(Problem::new(setting.variable(), "is not set")),
        }
    }

    /// Where a value stands; nowhere where it is left to its fallback. Whatever is wrong, reading it tells.
    pub(super) fn origin(&self, setting: &Setting) -> Option<String> {
        let found = self.layers.find(setting).ok()??;
        (!found.text.is_empty()).then(|| found.origin.to_string())
    }

    /// A switch, off where it is not set. Unlike other values it must not be empty.
    pub(super) fn switch(&mut self, setting: &'static Setting) -> Result<bool, Noted> {
        match self.find(setting)? {
            Some(found) => self.parsed(&found, parse::switch),
            None => Ok(false),
        }
    }

    /// Notes a problem that a section found between its values.
    pub(super) fn note<T>(&mut self, problem: Problem) -> Result<T, Noted> {
        self.problems.push(problem);
        Err(Noted)
    }

    fn find(&mut self, setting: &Setting) -> Result<Option<Found>, Noted> {
        self.layers
            .find(setting)
            .or_else(|problem| self.note(problem))
    }

    /// Turns a value into what it means, or notes what is wrong with it.
    pub(super) fn parsed<T>(
        &mut self,
        found: &Found,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Noted> {
        parse(&found.text).or_else(|message| self.note(Problem::new(&found.origin, message)))
    }
}
