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
        let filter = values.optional(&LOG, filter);
        Ok(Self { filter: filter? })
    }

    /// The filter; where none is set, the one given here.
    pub(crate) fn filter(&self, otherwise: &str) -> EnvFilter {
        EnvFilter::builder().parse_lossy(self.filter.as_deref().unwrap_or(otherwise))
    }
}

/// The parser behind it panics at letters beyond ASCII.
fn filter(text: &str) -> Result<String, String> {
    if !text.is_ascii() {
        return Err("has letters beyond ASCII, which no part of the server has".to_owned());
    }
    match EnvFilter::builder().parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_filter_is_read_or_refused() {
        for right in ["info", "warn,muster=debug", "muster[{id}]=trace", ""] {
            assert_eq!(filter(right), Ok(right.to_owned()));
        }
        for wrong in ["a=b=c", "info,é=", " a\u{FFCA}=", "muster=louder"] {
            assert!(filter(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), ascii in "[ -~]{0,20}", like in "[a,=\\[\\]{}\"/ é]{0,12}") {
            for text in [text, ascii, like] {
                let _ = filter(&text);
            }
        }
    }
}
