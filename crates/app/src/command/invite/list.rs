//! The list of invitations.

use muster_domain::Muster;
use muster_domain::model::id::{OrganizationId, UserId};
use muster_domain::model::invitation::InvitationState;
use muster_domain::model::mail::{Delivery, MailState};
use muster_domain::model::page::PageRequest;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::InvitationEntry;
use muster_domain::use_cases::invitation::ListInvitations;
use serde::Serialize;

use crate::command::Context;
use crate::command::chosen::Chosen;
use crate::failure::Failure;
use crate::output;

/// An invitation as printed.
#[derive(Serialize)]
struct Shown {
    id: i64,
    email: String,
    role: &'static str,
    status: &'static str,
    invited_by: Option<i64>,
    created_at: String,
    expires_at: String,
    delivery: ShownDelivery,
}

#[derive(Serialize)]
struct ShownDelivery {
    state: &'static str,
    attempts: u32,
    last_error: Option<String>,
}

impl Shown {
    fn new(entry: InvitationEntry, now: Timestamp) -> Self {
        let InvitationEntry {
            invitation,
            delivery,
            ..
        } = entry;
        Self {
            id: invitation.id.get(),
            email: invitation.email.as_str().to_owned(),
            role: invitation.role.as_member_role().code(),
            status: invitation.state(now).code(),
            invited_by: invitation.invited_by.map(UserId::get),
            created_at: invitation.created_at.to_rfc3339(),
            expires_at: invitation.expires_at.to_rfc3339(),
            delivery: delivery.into(),
        }
    }
}

impl From<Delivery> for ShownDelivery {
    fn from(delivery: Delivery) -> Self {
        let state = match delivery.state {
            Some(MailState::Queued) => "queued",
            Some(MailState::Sent(_)) => "sent",
            Some(MailState::Failed(_)) => "failed",
            None => "off",
        };
        Self {
            state,
            attempts: delivery.attempts,
            last_error: delivery.last_error,
        }
    }
}

pub(super) async fn run(
    context: &Context,
    chosen: &Chosen,
    state: Option<InvitationState>,
    json: bool,
) -> Result<(), Failure> {
    let muster = &context.wired.muster;
    let organization = chosen.organization(muster).await?;
    let found = everything(muster, organization, state).await?;
    let now = muster.tools().clock.now();
    let shown: Vec<_> = found
        .into_iter()
        .map(|entry| Shown::new(entry, now))
        .collect();
    if json {
        return output::print_json(&shown);
    }
    let row = |shown: Shown| {
        let delivery = match shown.delivery.last_error {
            Some(error) => format!("{}: {error}", shown.delivery.state),
            None => shown.delivery.state.to_owned(),
        };
        [
            shown.id.to_string(),
            shown.email,
            shown.role.to_owned(),
            shown.status.to_owned(),
            shown.expires_at,
            delivery,
        ]
    };
    let rows: Vec<_> = shown.into_iter().map(row).collect();
    output::print(&output::table(
        ["ID", "ADDRESS", "ROLE", "STATUS", "UNTIL", "MAIL"],
        &rows,
    ))
}

/// All invitations in this state, page by page.
pub(super) async fn everything(
    muster: &Muster,
    organization: OrganizationId,
    state: Option<InvitationState>,
) -> Result<Vec<InvitationEntry>, Failure> {
    let mut entries = Vec::new();
    let mut page = PageRequest::everything();
    loop {
        let list = ListInvitations {
            organization,
            state,
            page,
        };
        let caller = Context::caller("invite list");
        let found = muster.view(&caller, &list).await?;
        let ended = found.items.is_empty() || page.offset() + u64::from(page.size) >= found.total;
        entries.extend(found.items);
        if ended {
            return Ok(entries);
        }
        page.page += 1;
    }
}

/// Reads the word of a state.
pub(super) fn state(text: &str) -> Result<InvitationState, String> {
    let words = || InvitationState::ALL.map(InvitationState::code).join(", ");
    InvitationState::from_code(&text.to_ascii_lowercase())
        .ok_or_else(|| format!("an invitation is one of {}", words()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_one_of_the_wires_words() {
        assert_eq!(state("Pending"), Ok(InvitationState::Pending));
        assert!(state("open").is_err_and(|message| message.contains("pending, accepted")));
    }
}
