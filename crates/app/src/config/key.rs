//! The server key.

use muster_crypto::{ServerKey, ServerKeyError};
use secrecy::SecretString;

use super::parse;
use super::problem::Problem;
use super::setting::{Fallback, LabelStudio, Nature, Setting};
use super::values::{Noted, Values};

pub(super) static SECRET_KEY: Setting = Setting {
    key: "secret_key",
    about: "The server key: any text of 32 characters or more",
    fallback: Fallback::Words(
        "secret.key in the data folder, made on first start; none with PostgreSQL",
    ),
    nature: Nature::Secret,
    label_studio: Some(LabelStudio::Name {
        name: "SECRET_KEY",
        adapt: parse::same,
    }),
};

pub(super) static SECRET_KEY_PREVIOUS: Setting = Setting {
    key: "secret_key_previous",
    about: "The server key before it was changed; what it sealed still opens",
    fallback: Fallback::Words("none"),
    nature: Nature::Secret,
    label_studio: None,
};

/// The server key.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// The current key, where one is set.
    pub(crate) current: Option<SecretString>,
    /// The one before it.
    pub(crate) previous: Option<SecretString>,
}

impl Key {
    /// With `is_shared` several servers may use the database, and none of them has the file of another's key.
    pub(super) fn read(values: &mut Values<'_>, is_shared: bool) -> Result<Self, Noted> {
        let current = values.optional(&SECRET_KEY, key);
        let previous = values.optional(&SECRET_KEY_PREVIOUS, key);
        let (current, previous) = (current?, previous?);
        if current.is_none() && previous.is_some() {
            let message = "is set, but no current key is: set MUSTER_SECRET_KEY as well";
            return values.note(Problem::new(SECRET_KEY_PREVIOUS.variable(), message));
        }
        if current.is_none() && is_shared {
            let message = "has to be set with PostgreSQL: 32 characters or more, the same for every server and command \
                           on the database";
            return values.note(Problem::new(SECRET_KEY.variable(), message));
        }
        Ok(Self { current, previous })
    }
}

fn key(text: &str) -> Result<SecretString, String> {
    let text = SecretString::from(text);
    match ServerKey::parse(text.clone(), None) {
        Ok(_) => Ok(text),
        Err(ServerKeyError::Short | ServerKeyError::PreviousShort) => Err(format!(
            "is too short: a key has {} characters or more",
            ServerKey::MIN_CHARS
        )),
    }
}
