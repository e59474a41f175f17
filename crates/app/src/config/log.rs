//! What the log tells.

use tracing_subscriber::EnvFilter;

use super::label_studio;
use super::setting::{Fallback, LabelStudio, Nature, Setting};
use super::values::{Noted, Values};

pub(super) static LOG: Setting = Setting {
    key: "log",
    about: "What the log tells: error, warn, info, debug, or such levels for each part",
    fallback: Fallback::Words("info; commands: warn"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Names {
        names: &label_studio::log::NAMES,
        find: label_studio::log::filter,
    }),
};

/// What the log tells, where that is set.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    filter: Option<String>,
}

impl Log {
    pub(super) fn read(values: &mut Values<'_>) -> Result<Self, Noted> {
        let filter = values.optional(&LOG, |text| match EnvFilter::builder().parse(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(error.to_string()),
        });
        Ok(Self { filter: filter? })
    }

    /// The filter; where none is set, the one given here.
    pub(crate) fn filter(&self, otherwise: &str) -> EnvFilter {
        EnvFilter::builder().parse_lossy(self.filter.as_deref().unwrap_or(otherwise))
    }
}
