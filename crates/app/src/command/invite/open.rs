//! What is done with one open invitation.

use muster_domain::Muster;
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, OrganizationId};
use muster_domain::model::membership::MemberRole;
use muster_domain::ports::Links as _;
use muster_domain::use_cases::invitation::{
    ChangeInvitationRole, ResendInvitation, RevokeInvitation, ShowInvitationLink, Which,
};
use serde_json::json;

use super::list;
use crate::command::Context;
use crate::command::chosen::{self, Chosen};
use crate::failure::Failure;
use crate::output;

/// An invitation as the command line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::command) enum Who {
    /// By its id.
    Id(InvitationId),
    /// By the address invited.
    Address(EmailAddress),
}

/// Reads an address or an id.
pub(super) fn who(text: &str) -> Result<Who, String> {
    match text.parse() {
        Ok(id) => Ok(Who::Id(InvitationId::new(id))),
        Err(_) => chosen::email(text)
            .map(Who::Address)
            .map_err(|error| format!("neither an invitation's id nor an address: {error}")),
    }
}

pub(super) async fn link(
    context: &Context,
    chosen: &Chosen,
    who: Who,
    json: bool,
) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let organization = chosen.organization(muster).await?;
    let show = ShowInvitationLink {
        organization,
        invitation: find(muster, organization, who).await?,
    };
    let secret = muster
        .run(&Context::caller("invite link --for"), &show)
        .await?;
    let url = context.public_url().invitation(&secret);
    if json {
        output::print_json(&json!({ "url": url }))
    } else {
        output::print(&format!("{url}\n"))
    }
}

pub(super) async fn resend(context: &Context, chosen: &Chosen, who: Who) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let organization = chosen.organization(muster).await?;
    let invitation = find(muster, organization, who).await?;
    let resend = ResendInvitation {
        organization,
        invitation,
    };
    muster
        .run(&Context::caller("invite resend"), &resend)
        .await?;
    output::print(&format!("Invitation {invitation} has a new link.\n"))
}

pub(super) async fn set_role(
    context: &Context,
    chosen: &Chosen,
    who: Who,
    role: MemberRole,
) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let organization = chosen.organization(muster).await?;
    let invitation = find(muster, organization, who).await?;
    let change = ChangeInvitationRole {
        organization,
        invitation,
        role,
    };
    muster
        .run(&Context::caller("invite set-role"), &change)
        .await?;
    let role = role.label();
    output::print(&format!("Invitation {invitation} offers {role} now.\n"))
}

pub(super) async fn revoke(context: &Context, chosen: &Chosen, who: Who) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let organization = chosen.organization(muster).await?;
    let invitation = find(muster, organization, who).await?;
    let revoke = RevokeInvitation {
        organization,
        which: Which::Id(invitation),
    };
    muster
        .run(&Context::caller("invite revoke"), &revoke)
        .await?;
    output::print(&format!("Invitation {invitation} no longer works.\n"))
}

/// The invitation that is meant. An address has at most one that has not ended.
async fn find(
    muster: &Muster,
    organization: OrganizationId,
    who: Who,
) -> Result<InvitationId, Failure> {
    let missing = |who: &str| {
        Failure::refused(format!(
            "organization {organization} has no open invitation {who}; see `muster invite list`"
        ))
    };
    match who {
        Who::Id(id) => match muster.directory().find_invitation(organization, id).await? {
            Some(_) => Ok(id),
            None => Err(missing(&id.to_string())),
        },
        Who::Address(address) => list::everything(muster, organization, None)
            .await?
            .into_iter()
            .map(|entry| entry.invitation)
            .find(|invitation| invitation.ended.is_none() && invitation.email == address)
            .map(|invitation| invitation.id)
            .ok_or_else(|| missing(&format!("for {}", address.as_str()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_invitation_is_named_by_id_or_address() {
        assert_eq!(who("7"), Ok(Who::Id(InvitationId::new(7))));
        let address = EmailAddress::parse("7@example.com").expect("valid");
        assert_eq!(who("7@example.com"), Ok(Who::Address(address)));
        assert!(who("ann").is_err_and(|message| message.starts_with("neither")));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = who(&text);
        }
    }
}
