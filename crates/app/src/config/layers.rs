//! Where values come from: flags before environment before env file before `muster.toml` before defaults.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use muster_domain::model::email::EmailAddress;

use super::env_file::EnvFile;
use super::file::File;
use super::problem::Problem;
use super::server;
use super::setting::{LabelStudio, PREFIXES, Setting};

/// All that was said about settings.
#[derive(Default)]
pub(crate) struct Layers {
    /// What the command line says, by key.
    pub(super) flags: BTreeMap<&'static str, String>,
    /// The environment.
    pub(super) environment: BTreeMap<String, OsString>,
    /// The file of variables that fill in the environment.
    pub(super) env_file: EnvFile,
    /// The file.
    pub(super) file: File,
    /// What was wrong with the files themselves.
    pub(super) problems: Vec<Problem>,
}

/// A value and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// Where a value stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Flag(String),
    Variable(String),
    /// A variable of the env file.
    EnvFile {
        file: PathBuf,
        name: String,
    },
    /// Several that say it together.
    Together(Vec<Origin>),
    File {
        file: PathBuf,
        key: String,
    },
    /// In a file of its own, named by a setting.
    Secret {
        named_by: Box<Origin>,
        path: PathBuf,
    },
}

impl Origin {
    /// Whether Label Studio is meant for sure: the name has a prefix, or stands in an env file given on purpose.
    pub(super) fn is_on_purpose(&self) -> bool {
        match self {
            Self::Variable(name) => PREFIXES
                .iter()
                .any(|prefix| !prefix.is_empty() && name.starts_with(prefix)),
            Self::Together(origins) => origins.iter().all(Self::is_on_purpose),
            Self::Secret { named_by, .. } => named_by.is_on_purpose(),
            Self::Flag(_) | Self::EnvFile { .. } | Self::File { .. } => true,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "--{name}"),
            Self::Variable(name) => f.write_str(name),
            Self::Together(origins) => {
                let origins: Vec<_> = origins.iter().map(ToString::to_string).collect();
                f.write_str(&origins.join(", "))
            }
            Self::EnvFile { file, name } => write!(f, "{} ({name})", file.display()),
            Self::File { file, key } => write!(f, "{} ({key})", file.display()),
            Self::Secret { named_by, path } => write!(f, "{named_by} = {}", path.display()),
        }
    }
}

impl Layers {
    /// Takes the flags, the process's environment, the file that `--env-file` names, and the one that `--config` names
    /// or the working directory has.
    pub(crate) fn gather(
        flags: BTreeMap<&'static str, String>,
        env_file: Option<&Path>,
        config: Option<&Path>,
    ) -> Self {
        let mut problems = Vec::new();
        let env_file = env_file.map(|path| EnvFile::read(path, &mut problems));
        let file = File::read(config, &mut problems);
        // A name that is not text is none of ours.
        let environment =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        Self {
            flags,
            environment: environment.collect(),
            env_file: env_file.unwrap_or_default(),
            file,
            problems,
        }
    }

    /// These variables and nothing else.
    #[cfg(test)]
    pub(super) fn of_environment(variables: &[(&str, &str)]) -> Self {
        let environment = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.into()));
        Self {
            environment: environment.collect(),
            ..Self::default()
        }
    }

    /// The value that holds, in Muster's own form; none where only the default is left. An empty value is none,
    /// and hides those below it.
    pub(super) fn find(&self, setting: &Setting) -> Result<Option<Found>, Problem> {
        let found = match self.flag(setting) {
            Some(found) => Some(found),
            None => match self.own_variable(setting)? {
                Some(found) => Some(found),
                None => self.label_studio(setting)?,
            },
        };
        match found {
            Some(found) => Ok(Some(found)),
            None => self.in_file(setting),
        }
    }

    fn flag(&self, setting: &Setting) -> Option<Found> {
        let text = self.flags.get(setting.key)?.clone();
        Some(Found {
            text,
            origin: Origin::Flag(setting.flag()),
        })
    }

    fn own_variable(&self, setting: &Setting) -> Result<Option<Found>, Problem> {
        let name = setting.variable();
        if setting.is_secret() {
            self.variable_or_file(&name)
        } else {
            self.variable(&name)
        }
    }

    fn in_file(&self, setting: &Setting) -> Result<Option<Found>, Problem> {
        let at = |key: String| {
            let text = self.file.values.get(&key)?.clone();
            Some(Found {
                text,
                origin: Origin::File {
                    file: self.file.path.clone(),
                    key,
                },
            })
        };
        let file = setting
            .is_secret()
            .then(|| at(format!("{}_file", setting.key)))
            .flatten();
        either(at(setting.key.to_owned()), file)
    }

    fn label_studio(&self, setting: &Setting) -> Result<Option<Found>, Problem> {
        let (name, adapt) = match &setting.label_studio {
            None => return Ok(None),
            Some(LabelStudio::Names { find, .. }) => return find(self),
            Some(LabelStudio::Name { name, adapt }) => (name, adapt),
        };
        let found = if setting.is_secret() {
            self.their_secret(name)?
        } else {
            self.theirs(name)?
        };
        let Some(found) = found else {
            return Ok(None);
        };
        if found.text.is_empty() {
            return Ok(Some(found));
        }
        let below = self.in_file(setting)?;
        let adapted = adapt(&found.text, below.as_ref().map(|below| below.text.as_str()));
        let adapted = adapted.map_err(|message| Problem::new(&found.origin, message))?;
        Ok(adapted.map(|text| Found {
            text,
            origin: found.origin,
        }))
    }

    /// Label Studio's rule: the first name that is present wins, even if its value is empty.
    pub(super) fn theirs(&self, name: &str) -> Result<Option<Found>, Problem> {
        for prefix in PREFIXES {
            if let Some(found) = self.variable(&format!("{prefix}{name}"))? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The same for a secret, which may stand in a file of its own.
    pub(super) fn their_secret(&self, name: &str) -> Result<Option<Found>, Problem> {
        for prefix in PREFIXES {
            let found = self.variable_or_file(&format!("{prefix}{name}"))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// A variable, or what stands in the file that the same name with `_FILE` names. The environment's two before the
    /// env file's two.
    pub(super) fn variable_or_file(&self, name: &str) -> Result<Option<Found>, Problem> {
        let file = format!("{name}_FILE");
        let found = either(self.in_environment(name)?, self.in_environment(&file)?)?;
        match found {
            Some(found) => Ok(Some(found)),
            None => either(self.in_env_file(name), self.in_env_file(&file)),
        }
    }

    /// A variable of the environment, else of the env file. What a shell set for itself hides nothing in the file.
    pub(super) fn variable(&self, name: &str) -> Result<Option<Found>, Problem> {
        let in_file = self.in_env_file(name);
        let is_from_a_shell = || {
            let value = self.environment.get(name);
            value.is_some_and(|value| is_from_a_shell(name, value))
        };
        if in_file.is_some() && is_from_a_shell() {
            return Ok(in_file);
        }
        Ok(self.in_environment(name)?.or(in_file))
    }

    fn in_environment(&self, name: &str) -> Result<Option<Found>, Problem> {
        let Some(value) = self.environment.get(name) else {
            return Ok(None);
        };
        let text = value
            .to_str()
            .ok_or_else(|| Problem::new(name, "is not valid UTF-8"))?
            .to_owned();
        Ok(Some(Found {
            text,
            origin: Origin::Variable(name.to_owned()),
        }))
    }

    fn in_env_file(&self, name: &str) -> Option<Found> {
        let text = self.env_file.variables.get(name)?.clone();
        Some(Found {
            text,
            origin: self.env_file.origin(name),
        })
    }
}

/// Shells and desktops have a `HOST` and a `USERNAME` of their own.
fn is_from_a_shell(name: &str, value: &OsStr) -> bool {
    match (name, value.to_str()) {
        (_, Some("")) => false,
        ("HOST", text) => !text.is_some_and(server::is_http),
        ("USERNAME", text) => text.is_none_or(|text| EmailAddress::parse(text).is_err()),
        _ => false,
    }
}

/// The value itself or the one in the file that the other names; both are too many.
fn either(value: Option<Found>, file: Option<Found>) -> Result<Option<Found>, Problem> {
    let (value, file) = match (value, file) {
        (value, None) => return Ok(value),
        (value, Some(file)) => (value, file),
    };
    match value {
        Some(value) if file.text.is_empty() => Ok(Some(value)),
        Some(value) if !value.text.is_empty() => Err(Problem::new(
            value.origin,
            format!(
                "{} is set as well; only one of the two can hold",
                file.origin
            ),
        )),
        _ => from_file(file).map(Some),
    }
}

/// Reads the file that a value names. The line break at its end is not part of the secret.
fn from_file(named: Found) -> Result<Found, Problem> {
    if named.text.is_empty() {
        return Ok(named);
    }
    let path = PathBuf::from(&named.text);
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let text = text.strip_suffix('\n').map_or(text.as_str(), |text| {
                text.strip_suffix('\r').unwrap_or(text)
            });
            Ok(Found {
                text: text.to_owned(),
                origin: Origin::Secret {
                    named_by: Box::new(named.origin),
                    path,
                },
            })
        }
        Err(error) => Err(Problem::new(
            named.origin,
            format!("{} cannot be read: {error}", path.display()),
        )),
    }
}
