//! `muster organization create|list|transfer-ownership`.

use clap::Subcommand;
use muster_domain::model::account::User;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::organization::Organization;
use muster_domain::model::page::PageRequest;
use muster_domain::model::text::OrganizationTitle;
use muster_domain::use_cases::organization::{
    CreateOrganization, ListOrganizations, TransferOwnership,
};
use serde::Serialize;

use super::Context;
use super::chosen::{self, Chosen};
use crate::failure::Failure;
use crate::output;

#[derive(Subcommand)]
pub(super) enum OrganizationCommand {
    /// Found an organization; an Owner without a password gets a link to choose one, good for 7 days
    Create {
        /// The Owner's e-mail address; the account is made if there is none
        #[arg(long, value_name = "EMAIL", value_parser = chosen::email)]
        owner: EmailAddress,
        /// The title; without it the Owner's address
        #[arg(long, value_parser = title)]
        title: Option<OrganizationTitle>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List the organizations of this server
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Make another member the Owner; the Owner stays as Administrator
    TransferOwnership {
        /// The new Owner's e-mail address
        #[arg(long, value_name = "EMAIL", value_parser = chosen::email)]
        to: EmailAddress,
        #[command(flatten)]
        chosen: Chosen,
    },
}

/// An organization as it is printed.
#[derive(Serialize)]
struct Shown {
    id: i64,
    title: String,
    owner: Owner,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_reset_url: Option<String>,
}

#[derive(Serialize)]
struct Owner {
    id: i64,
    email: String,
}

impl Shown {
    fn new(organization: &Organization, owner: &User) -> Self {
        Self {
            id: organization.id.get(),
            title: organization.title.as_str().to_owned(),
            owner: Owner {
                id: owner.id.get(),
                email: owner.email.as_str().to_owned(),
            },
            created_at: organization.created_at.to_rfc3339(),
            password_reset_url: None,
        }
    }
}

impl OrganizationCommand {
    pub(super) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Create { owner, title, json } => {
                create(context, CreateOrganization { owner, title }, json).await
            }
            Self::List { json } => list(context, json).await,
            Self::TransferOwnership { to, chosen } => {
                transfer_ownership(context, &to, &chosen).await
            }
        }
    }
}

async fn create(context: &Context, create: CreateOrganization, json: bool) -> Result<(), Failure> {
    let created = context
        .wired
        .muster
        .run(&Context::caller("organization create"), &create)
        .await?;
    let mut shown = Shown::new(&created.organization, &created.owner);
    shown.password_reset_url = created
        .password_reset
        .map(|secret| context.public_url().password_reset_link(&secret));
    if json {
        return output::print_json(&shown);
    }
    let link = shown.password_reset_url.map_or(String::new(), |url| {
        format!("To choose a password, within 7 days:\n  {url}\n")
    });
    let Shown {
        id, title, owner, ..
    } = shown;
    output::print(&format!(
        "Organization {id}, {title}, is founded. Its Owner is {}.\n{link}",
        owner.email
    ))
}

async fn list(context: &Context, json: bool) -> Result<(), Failure> {
    let everything = ListOrganizations {
        page: PageRequest::everything(),
    };
    let found = context
        .wired
        .muster
        .view(&Context::caller("organization list"), &everything)
        .await?;
    let shown: Vec<_> = found
        .items
        .iter()
        .map(|(organization, owner)| Shown::new(organization, owner))
        .collect();
    if json {
        return output::print_json(&shown);
    }
    let rows: Vec<_> = shown
        .into_iter()
        .map(|shown| [shown.id.to_string(), shown.title, shown.owner.email])
        .collect();
    output::print(&output::table(["ID", "TITLE", "OWNER"], &rows))
}

async fn transfer_ownership(
    context: &Context,
    to: &EmailAddress,
    chosen: &Chosen,
) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let organization = chosen.organization(muster).await?;
    let member = chosen::member(muster, organization, to).await?;
    let transfer = TransferOwnership {
        organization,
        to: member.user.id,
        confirmed: None,
    };
    muster
        .run(
            &Context::caller("organization transfer-ownership"),
            &transfer,
        )
        .await?;
    output::print(&format!(
        "{} is now the Owner of organization {organization}.\n",
        member.user.email.as_str()
    ))
}

fn title(text: &str) -> Result<OrganizationTitle, String> {
    OrganizationTitle::parse(text).map_err(|error| error.to_string())
}
