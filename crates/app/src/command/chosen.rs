//! Which organization and which person a command is about.

use clap::Args;
use muster_domain::Muster;
use muster_domain::model::account::User;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::OrganizationId;
use muster_domain::model::membership::Member;
use muster_domain::model::page::PageRequest;
use muster_domain::use_cases::organization::ListOrganizations;

use super::Context;
use crate::failure::Failure;

/// The organization that a command is about.
#[derive(Args)]
pub(super) struct Chosen {
    /// The organization, where the server has several
    #[arg(long = "organization", value_name = "ID")]
    id: Option<i64>,
}

impl Chosen {
    /// The organization that was named, or the only one there is.
    pub(super) async fn organization(&self, muster: &Muster) -> Result<OrganizationId, Failure> {
        if let Some(id) = self.id.map(OrganizationId::new) {
            return match muster.directory().find_organization(id).await? {
                Some(organization) => Ok(organization.id),
                None => Err(Failure::refused(format!(
                    "there is no organization {id}; see `muster organization list`"
                ))),
            };
        }
        let list = ListOrganizations {
            page: PageRequest::everything(),
        };
        let found = muster
            .view(&Context::caller("organization list"), &list)
            .await?
            .items;
        match found.as_slice() {
            [(organization, _)] => Ok(organization.id),
            [] => Err(Failure::refused(
                "the server has no organization yet; found one with `muster organization create --owner EMAIL`",
            )),
            several => {
                let lines = several.iter().map(|(organization, owner)| {
                    format!(
                        "\n  {}  {} ({})",
                        organization.id,
                        organization.title.as_str(),
                        owner.email.as_str()
                    )
                });
                let lines: String = lines.collect();
                Err(Failure::usage(format!(
                    "the server has several organizations; name one with --organization ID:{lines}"
                )))
            }
        }
    }
}

/// Reads an address on the command line.
pub(in crate::command) fn email(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|error| error.to_string())
}

/// The account with this address.
pub(super) async fn user(muster: &Muster, email: &EmailAddress) -> Result<User, Failure> {
    let found = muster.directory().find_user_by_email(email).await?;
    found.ok_or_else(|| Failure::refused(format!("there is no account {}", email.as_str())))
}

/// The member with this address.
pub(super) async fn member(
    muster: &Muster,
    organization: OrganizationId,
    email: &EmailAddress,
) -> Result<Member, Failure> {
    let user = user(muster, email).await?;
    let found = muster
        .directory()
        .find_member(organization, user.id)
        .await?;
    found.map(|entry| entry.member).ok_or_else(|| {
        Failure::refused(format!(
            "{} is not a member of organization {organization}",
            email.as_str()
        ))
    })
}
