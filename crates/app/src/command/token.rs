//! `muster token issue|revoke`: an account has one token, and a new one ends the old.

use clap::Subcommand;
use muster_domain::model::email::EmailAddress;
use muster_domain::use_cases::api_token::RenewLegacyToken;
use secrecy::ExposeSecret as _;
use serde::Serialize;

use super::{Context, chosen};
use crate::failure::Failure;
use crate::output;

#[derive(Subcommand)]
pub(super) enum TokenCommand {
    /// Print a new API token for an account; the one before no longer works
    Issue {
        /// The account's e-mail address
        #[arg(value_parser = chosen::email)]
        email: EmailAddress,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// End an account's API token; its owner finds a new one on the account page
    Revoke {
        /// The account's e-mail address
        #[arg(value_parser = chosen::email)]
        email: EmailAddress,
    },
}

/// A token as printed.
#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    token: &'a str,
}

impl TokenCommand {
    pub(super) async fn run(self, context: &Context) -> Result<(), Failure> {
        let (email, words) = match &self {
            Self::Issue { email, .. } => (email, "token issue"),
            Self::Revoke { email } => (email, "token revoke"),
        };
        let muster = &context.wired.muster;
        let user = chosen::user(muster, email).await?;
        let token = muster
            .run(&Context::caller(words), &RenewLegacyToken { user: user.id })
            .await?;
        let Self::Issue { json, .. } = self else {
            return output::print(&format!(
                "The token of {} no longer works.\n",
                user.email.as_str()
            ));
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "the new token is shown to the operator"
        )]
        let token = token.secret().expose_secret();
        if json {
            output::print_json(&Shown {
                email: user.email.as_str(),
                token,
            })
        } else {
            output::print(&format!("{token}\n"))
        }
    }
}
