//! An invitation in the list, from the domain's values to words.

use muster_domain::model::invitation::{HowEnded, InvitationState};
use muster_domain::model::mail::{Delivery, MailState};
use muster_domain::model::time::Timestamp;
use muster_domain::ports::InvitationEntry;

use super::form::roles;
use crate::web::moment::Moment;
use crate::web::organization::{Choice, counted};

/// A row of the list.
pub(super) struct InvitationRow {
    pub(super) email: String,
    /// That letters of the address pass for others, while it is not accepted; empty where none do.
    pub(super) look_alikes: String,
    /// The name that stood beside the address, often empty.
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) state: InvitationState,
    /// How its mail fared; none where that no longer matters.
    pub(super) delivery: Option<MailLine>,
    /// Who answers for it; none for the operator.
    pub(super) inviter: Option<String>,
    pub(super) created: Moment,
    /// When it lapses, or when it ended.
    pub(super) end: Moment,
    pub(super) end_label: &'static str,
    /// What can be done with it, while it has not ended.
    pub(super) actions: Option<Actions>,
}

/// How a mail fared.
pub(super) struct MailLine {
    pub(super) text: String,
    /// What the mail server said, or why it was not reached.
    pub(super) reason: Option<String>,
    /// Whether somebody should look after it.
    pub(super) alarming: bool,
}

/// Where the forms of a row go.
pub(super) struct Actions {
    pub(super) resend: String,
    /// None where the link has expired: a new one is made by resending.
    pub(super) link: Option<String>,
    pub(super) role: String,
    pub(super) revoke: String,
    pub(super) choices: Vec<Choice>,
}

impl InvitationRow {
    /// `address` makes the addresses of the invitation's forms.
    pub(super) fn new(
        entry: &InvitationEntry,
        now: Timestamp,
        address: impl Fn(&str) -> String,
    ) -> Self {
        let invitation = &entry.invitation;
        let state = invitation.state(now);
        let role = invitation.role.as_member_role();
        let is_open = invitation.is_open().is_ok();
        let inviter = entry.inviter.as_ref();
        let (end, end_label) = end(entry, now);
        Self {
            email: invitation.email.as_str().to_owned(),
            look_alikes: if is_open {
                invitation.email.look_alikes().to_string()
            } else {
                String::new()
            },
            name: invitation.name.as_str().to_owned(),
            role: role.label(),
            state,
            delivery: delivery(&entry.delivery, is_open, now),
            inviter: inviter.map(|(user, _)| user.display_name()),
            created: Moment::new(invitation.created_at, now),
            end,
            end_label,
            actions: is_open.then(|| Actions {
                resend: address("resend"),
                link: (state == InvitationState::Pending).then(|| address("link")),
                role: address("role"),
                revoke: address("revoke"),
                choices: roles(role),
            }),
        }
    }
}

fn end(entry: &InvitationEntry, now: Timestamp) -> (Moment, &'static str) {
    let invitation = &entry.invitation;
    match invitation.ended {
        Some(end) if end.how != HowEnded::Lapsed => (Moment::new(end.at, now), "ended"),
        Some(_) => (Moment::new(invitation.expires_at, now), "expired"),
        None if now >= invitation.expires_at => {
            (Moment::new(invitation.expires_at, now), "expired")
        }
        None => (Moment::new(invitation.expires_at, now), "good until"),
    }
}

/// How the mail stands. Of one that ended before its mail left there is nothing to tell.
fn delivery(delivery: &Delivery, is_open: bool, now: Timestamp) -> Option<MailLine> {
    let tried = || match delivery.attempts {
        1 => "tried once".to_owned(),
        attempts => format!("tried {}", counted(attempts, "time", "times")),
    };
    let (text, alarming) = match (delivery.state, delivery.attempts) {
        (None, _) if !is_open => return None,
        (None, _) => ("Not mailed: copy the link".to_owned(), true),
        (Some(MailState::Queued), 0) => ("Mail waits to be sent".to_owned(), false),
        (Some(MailState::Queued), _) if delivery.last_error.is_none() => {
            ("Mail is being sent".to_owned(), false)
        }
        (Some(MailState::Queued), _) => (format!("Mail not sent yet, {}", tried()), true),
        (Some(MailState::Sent(at)), _) => (format!("Mailed {}", Moment::new(at, now).near), false),
        (Some(MailState::Failed(_)), _) => (format!("Mail failed, {}", tried()), true),
    };
    Some(MailLine {
        text,
        reason: delivery.last_error.clone(),
        alarming,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn told(state: Option<MailState>, attempts: u32, error: Option<&str>) -> String {
        let fared = Delivery {
            state,
            attempts,
            last_error: error.map(str::to_owned),
        };
        let line = delivery(&fared, true, NOW).expect("a line");
        let reason = line.reason.unwrap_or_default();
        format!("{} {reason} {}", line.text, line.alarming)
    }

    #[test]
    fn k44_delivery_is_told_in_words_with_the_servers_reason() {
        let queued = Some(MailState::Queued);
        let refused = Some("connection refused");
        for (state, attempts, error, line) in [
            (None, 0, None, "Not mailed: copy the link  true"),
            (queued, 0, None, "Mail waits to be sent  false"),
            (queued, 1, None, "Mail is being sent  false"),
            (
                queued,
                2,
                refused,
                "Mail not sent yet, tried 2 times connection refused true",
            ),
            (Some(MailState::Sent(NOW)), 1, None, "Mailed now  false"),
            (
                Some(MailState::Failed(NOW)),
                1,
                refused,
                "Mail failed, tried once connection refused true",
            ),
        ] {
            assert_eq!(told(state, attempts, error), line);
        }
    }
}
