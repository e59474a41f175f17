//! The command line: a file for each verb. Commands run the domain's use cases as the operator, beside a running
//! server or without one.

mod chosen;
mod config;
mod doctor;
mod invite;
mod license;
mod member;
mod migrate;
mod organization;
mod token;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use muster_domain::model::actor::{Actor, Caller};
use muster_domain::model::audit::Cause;
use muster_http::PublicUrl;

use self::license::LicenseCommand;
use crate::config::{Config, Flags, Layers};
use crate::failure::Failure;
use crate::wiring::{self, Use, Wired};
use crate::{logging, output, serve};

/// Keeps the roll of an organization's people: who belongs to it, in which role, and how many seats are taken.
#[derive(Parser)]
#[command(name = "muster", version, arg_required_else_help = false)]
pub(crate) struct Cli {
    /// File of settings; without it muster.toml in the working directory, if it is there
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help_heading = "Settings",
        hide_short_help = true
    )]
    config: Option<PathBuf>,
    /// File of variables, one NAME=value a line, such as Label Studio's; the environment overrules it
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help_heading = "Settings",
        hide_short_help = true
    )]
    env_file: Option<PathBuf>,
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Start the server (what `muster` alone does)
    Serve,
    /// Bring the database's schema up to date
    Migrate,
    /// Show or check the settings
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Found, list and hand over organizations
    #[command(subcommand)]
    Organization(organization::OrganizationCommand),
    /// List people and change what they are
    #[command(subcommand)]
    Member(member::MemberCommand),
    /// Invite people, by link or by mail
    #[command(subcommand)]
    Invite(invite::InviteCommand),
    /// Issue and revoke API tokens
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Issue licences, read them and put them in force
    #[command(subcommand)]
    License(LicenseCommand),
    /// Look for what is wrong in the database and with its files, without changing anything
    Doctor(doctor::Doctor),
    /// Print the description of the API
    #[command(hide = true)]
    Openapi,
}

/// What commands work with.
struct Context {
    config: Config,
    wired: Wired,
}

impl Context {
    /// The operator, by this command.
    fn caller(words: &str) -> Caller {
        Caller {
            actor: Actor::Operator,
            cause: Cause::command(words),
        }
    }

    /// The address from which links are built.
    fn public_url(&self) -> PublicUrl {
        let server = &self.config.server;
        server.public_url(server.listen)
    }
}

impl Cli {
    /// Does what the command line asks for.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let layers = || {
            Layers::gather(
                self.flags.0,
                self.env_file.as_deref(),
                self.config.as_deref(),
            )
        };
        match self.verb {
            Some(Verb::Openapi) => output::print(&muster_http::openapi()),
            Some(Verb::Config(command)) => command.run(&layers()),
            Some(Verb::License(LicenseCommand::Paper(command))) => command.run(layers),
            Some(Verb::Doctor(doctor)) => {
                let config = Config::read(&layers())?;
                logging::start(&config.log, "error");
                runtime()?.block_on(doctor.run(&config))
            }
            None | Some(Verb::Serve) => {
                let config = Config::read(&layers())?;
                // What these two tell at `info`, the server tells itself.
                logging::start(&config.log, "info,poem=warn,sea_orm_migration=warn");
                runtime()?.block_on(serve::serve(config))
            }
            Some(verb) => {
                let config = Config::read(&layers())?;
                logging::start(&config.log, "warn");
                runtime()?.block_on(verb.run(config))
            }
        }
    }
}

impl Verb {
    /// Runs a command that needs the database.
    async fn run(self, config: Config) -> Result<(), Failure> {
        let purpose = match self {
            Self::Migrate => Use::Migrate,
            _ => Use::Command,
        };
        let wired = wiring::wire(&config, purpose).await?;
        let context = Context { config, wired };
        let outcome = match self {
            Self::Serve
            | Self::Config(_)
            | Self::Doctor(_)
            | Self::License(LicenseCommand::Paper(_))
            | Self::Openapi => Ok(()),
            Self::Migrate => migrate::run(&context.wired.migrated),
            Self::Organization(command) => command.run(&context).await,
            Self::Member(command) => command.run(&context).await,
            Self::Invite(command) => command.run(&context).await,
            Self::Token(command) => command.run(&context).await,
            Self::License(LicenseCommand::Install(install)) => install.run(&context).await,
        };
        context.wired.store.close().await?;
        outcome
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
}
