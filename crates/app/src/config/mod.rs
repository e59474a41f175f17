//! The configuration: one table of settings, read from flags, environment, an env file and `muster.toml`.
//!
//! The table ([`SETTINGS`]) drives everything: reading, flags, `config show`, and the search for misspelt names. Each
//! section declares its settings and turns their texts into types; whatever is wrong is told at once.

mod env_file;
mod file;
mod first_owner;
mod flags;
mod key;
mod label_studio;
mod layers;
mod license;
mod log;
mod mail;
mod no_effect;
mod parse;
mod people;
mod problem;
mod report;
mod server;
mod setting;
mod storage;
mod tokens;
mod unknown;
mod values;

use muster_domain::model::settings::Settings;

pub(crate) use first_owner::FirstOwner;
pub(crate) use flags::Flags;
pub(crate) use key::Key;
use label_studio::unused;
pub(crate) use layers::Layers;
use license::Licensing;
pub(crate) use license::public_key;
pub(crate) use log::Log;
pub(crate) use mail::{Mail, Way};
pub(crate) use no_effect::{NoEffect, by_reason};
use people::People;
pub(crate) use people::seats;
pub(crate) use problem::Problems;
pub(crate) use report::{Row, rows};
pub(crate) use server::Server;
use setting::Setting;
pub(crate) use storage::Storage;

/// Every setting there is.
static SETTINGS: [&Setting; 20] = [
    &server::LISTEN,
    &server::PUBLIC_URL,
    &server::TRUSTED_PROXIES,
    &server::ALLOWED_HOSTS,
    &server::CORS_ALLOWED_ORIGINS,
    &server::RATE_LIMITS,
    &storage::DATA_DIR,
    &storage::DATABASE_URL,
    &key::SECRET_KEY,
    &key::SECRET_KEY_PREVIOUS,
    &people::DISABLE_SIGNUP_WITHOUT_LINK,
    &people::UNLICENSED_SEATS,
    &people::INVITATION_DAYS,
    &license::LICENSE_PUBLIC_KEYS,
    &license::LICENSE,
    &tokens::LEGACY_TOKENS,
    &tokens::PERSONAL_TOKENS,
    &mail::SMTP_URL,
    &mail::MAIL_FROM,
    &log::LOG,
];

/// The whole configuration, each value checked.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Where the server listens, and how people reach it.
    pub(crate) server: Server,
    /// Where the roll is kept.
    pub(crate) storage: Storage,
    /// The server key.
    pub(crate) key: Key,
    /// Whose licences count, and which one is installed at start.
    pub(crate) licensing: Licensing,
    /// How mails leave the server.
    pub(crate) mail: Mail,
    /// Who owns the first organization, where that is set.
    pub(crate) first_owner: Option<FirstOwner>,
    /// What the domain is to know.
    pub(crate) settings: Settings,
    /// Where the seat limit without a licence is set; nowhere where its default holds.
    pub(crate) seats_set_by: Option<String>,
    /// What the log tells.
    pub(crate) log: Log,
    /// What is set and changes nothing.
    pub(crate) no_effect: Vec<NoEffect>,
}

impl Config {
    /// Reads every setting.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub(crate) fn read(layers: &Layers) -> Result<Self, Problems> {
        let mut values = values::Values::new(layers);
        let server = Server::read(&mut values);
        let storage = Storage::read(&mut values);
        let is_shared = storage
            .as_ref()
            .is_ok_and(|storage| storage.database().is_shared());
        let key = Key::read(&mut values, is_shared);
        let people = People::read(&mut values);
        let token_kinds = tokens::read(&mut values);
        let seats_set_by = values.origin(&people::UNLICENSED_SEATS);
        let licensing = Licensing::read(&mut values);
        let mail = Mail::read(&mut values);
        let first_owner = FirstOwner::read(&mut values);
        let log = Log::read(&mut values);
        let problems = [
            layers.problems.clone(),
            unknown::look_through(layers),
            values.into_problems(),
        ]
        .concat();
        match (
            server,
            storage,
            key,
            people,
            token_kinds,
            licensing,
            mail,
            first_owner,
            log,
        ) {
            (
                Ok(server),
                Ok(storage),
                Ok(key),
                Ok(people),
                Ok(token_kinds),
                Ok(licensing),
                Ok(mail),
                Ok(first_owner),
                Ok(log),
            ) if problems.is_empty() => {
                let mail = if server.is_open_at_a_guess() {
                    mail.without_log()
                } else {
                    mail
                };
                Ok(Self {
                    // Whether the address is loopback does not hang on the port that is taken in the end.
                    settings: people
                        .settings(mail.policy(&server.public_url(server.listen)), token_kinds),
                    server,
                    storage,
                    key,
                    licensing,
                    mail,
                    first_owner,
                    seats_set_by,
                    log,
                    no_effect: unused::look_through(layers),
                })
            }
            _ => Err(Problems(problems)),
        }
    }
}

#[cfg(test)]
mod tests;
