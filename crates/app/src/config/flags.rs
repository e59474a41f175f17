//! A flag for every setting but the secrets, made from the table of settings.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::SETTINGS;
use super::setting::{Fallback, Setting};

/// The settings that the command line gives, by key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags(pub(crate) BTreeMap<&'static str, String>);

/// Secrets are no flags: everybody on the machine can read a command line.
fn flags() -> impl Iterator<Item = &'static Setting> {
    SETTINGS
        .iter()
        .copied()
        .filter(|setting| !setting.is_secret())
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        flags().fold(command, |command, setting| {
            let fallback = match setting.fallback {
                Fallback::Value(text) | Fallback::Words(text) => text,
            };
            command.arg(
                Arg::new(setting.key)
                    .long(setting.flag())
                    .global(true)
                    .value_name("VALUE")
                    .help(format!(
                        "{} [{}; else: {fallback}]",
                        setting.about,
                        setting.variable()
                    ))
                    .help_heading("Settings")
                    .hide_short_help(true),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |setting: &'static Setting| {
            Some((setting.key, matches.get_one::<String>(setting.key)?.clone()))
        };
        Ok(Self(flags().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}
