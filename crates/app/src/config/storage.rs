//! Where the roll is kept.

use std::path::PathBuf;

use muster_persistence::ConnectOptions;

use super::setting::{Fallback, LabelStudio, Nature, Setting};
use super::values::{Noted, Values};
use super::{label_studio, parse};

pub(super) static DATA_DIR: Setting = Setting {
    key: "data_dir",
    about: "Folder of the server's files",
    fallback: Fallback::Value("./muster-data"),
    nature: Nature::Plain,
    label_studio: Some(LabelStudio::Name {
        name: "BASE_DATA_DIR",
        adapt: parse::same,
    }),
};

pub(super) static DATABASE_URL: Setting = Setting {
    key: "database_url",
    about: "The database: sqlite:PATH, or postgres://USER:PASSWORD@HOST:PORT/NAME",
    fallback: Fallback::Words("muster.db in the data folder"),
    nature: Nature::AddressWithPassword,
    label_studio: Some(LabelStudio::Names {
        names: &label_studio::database::NAMES,
        find: label_studio::database::url,
    }),
};

/// Where the roll is kept.
#[derive(Clone, Debug)]
pub(crate) struct Storage {
    /// The folder of the server's files.
    pub(crate) data_dir: PathBuf,
    /// The database, where one is named.
    database: Option<ConnectOptions>,
}

impl Storage {
    pub(super) fn read(values: &mut Values<'_>) -> Result<Self, Noted> {
        let data_dir = values.required(&DATA_DIR, folder);
        let database = values.optional(&DATABASE_URL, |text| {
            ConnectOptions::parse(text).map_err(|error| error.to_string())
        });
        Ok(Self {
            data_dir: data_dir?,
            database: database?,
        })
    }

    /// The database: the one named, else the one in the data folder.
    pub(crate) fn database(&self) -> ConnectOptions {
        let in_folder = || ConnectOptions::sqlite_file(self.data_dir.join("muster.db"));
        self.database.clone().unwrap_or_else(in_folder)
    }
}

fn folder(text: &str) -> Result<PathBuf, String> {
    if text.contains('\0') {
        Err("is not a path".to_owned())
    } else {
        Ok(PathBuf::from(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_database_is_in_the_data_folder_unless_named() {
        let mut storage = Storage {
            data_dir: "/srv/a?b".into(),
            database: None,
        };
        let database = storage.database().to_string();
        assert_eq!(database, "SQLite in /srv/a?b/muster.db");
        storage.database = Some(ConnectOptions::sqlite_file("/srv/roll.db"));
        assert_eq!(storage.database().to_string(), "SQLite in /srv/roll.db");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (folder(&text), ConnectOptions::parse(&text));
        }
    }
}
