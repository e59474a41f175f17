//! E-mail invitations on the wire.

use muster_domain::model::address_list::{self, Entry};
use muster_domain::model::email::EmailAddress;
use muster_domain::model::id::{InvitationId, OrganizationId, UserId};
use muster_domain::model::invitation::InvitationState;
use muster_domain::model::mail::{self, MailState};
use muster_domain::model::page::{Page, PageRequest};
use muster_domain::model::refusal::FieldError;
use muster_domain::model::time::Timestamp;
use muster_domain::ports::InvitationEntry;
use muster_domain::use_cases::invitation;
use muster_domain::use_cases::invitation::{
    ChangeInvitationRole, InviteOutcome, InvitePeople, InvitePeopleError, ListInvitations,
    RevokeInvitation, Which,
};
use poem_openapi::types::ToJSON as _;
use poem_openapi::{Enum, Object};

use super::page::{PageLinks, page_request};
use super::role::{Role, RoleOffered};
use super::seat_type::{UserType, seat_type};
use super::sent::{Address, Sent, Texts};
use super::time::Time;
use crate::edge::{Fields, InvalidFields, Problem};

/// Whom to invite. `projects` and `workspaces` are passed over.
#[derive(Object)]
pub(crate) struct InvitationOrder {
    /// Addresses, at most 10,000. Each text may be a list as mail programs write it:
    /// `"Doe, Ann" <ann@example.com>; bob@example.com`.
    emails: Sent<Texts>,
    /// What is offered; the organization's default role where it is left away.
    role: Option<RoleOffered>,
    user_type: Option<UserType>,
}

/// Reads [`InvitationOrder`].
pub(crate) fn invite_people(
    mut fields: Fields,
    organization: OrganizationId,
) -> Result<InvitePeople, InvalidFields> {
    let emails = fields.required("emails", Fields::texts);
    let entries: Option<Vec<Entry>> = fields.judged("emails", emails, |texts| {
        address_list::parse(texts.iter().map(String::as_str))
    });
    let role = fields.role("role");
    seat_type(&mut fields);
    fields.finish(entries.map(|entries| InvitePeople {
        organization,
        entries,
        role,
    }))
}

/// What became of each address, in the order in which they were sent.
#[derive(Object)]
pub(crate) struct InviteResults {
    results: Vec<InviteResult>,
}

/// What became of one address.
#[derive(Object)]
pub(crate) struct InviteResult {
    /// The address, or the words that are none.
    email: String,
    status: InviteStatus,
    /// What the inviter should know about it; often empty.
    detail: String,
    /// The invitation that was made.
    invitation_id: Option<i64>,
}

/// `created`: invited; `resent`: invited anew, and the older invitation that was pending is replaced;
/// `already_member`: a member of the organization; `invalid`: no address.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum InviteStatus {
    Created,
    Resent,
    AlreadyMember,
    Invalid,
}

impl From<Vec<invitation::InviteResult>> for InviteResults {
    fn from(results: Vec<invitation::InviteResult>) -> Self {
        Self {
            results: results.iter().map(Into::into).collect(),
        }
    }
}

impl From<&invitation::InviteResult> for InviteResult {
    fn from(result: &invitation::InviteResult) -> Self {
        Self {
            email: result.written.clone(),
            status: match result.outcome {
                InviteOutcome::Created(..) => InviteStatus::Created,
                InviteOutcome::Resent(..) => InviteStatus::Resent,
                InviteOutcome::AlreadyMember => InviteStatus::AlreadyMember,
                InviteOutcome::Invalid(_) => InviteStatus::Invalid,
            },
            detail: result.detail(),
            invitation_id: result.outcome.invitation().map(InvitationId::get),
        }
    }
}

/// A refusal to invite. Where nobody on the list could be invited it tells what became of each entry.
pub(crate) fn nobody_invited(error: InvitePeopleError) -> Problem {
    let InvitePeopleError::Nobody(results) = &error else {
        return error.into();
    };
    let fault = |result: &invitation::InviteResult| {
        // An address at the beginning of a sentence would be written with a capital.
        let message = format!("\"{}\": {}", result.written, result.detail());
        FieldError::new("emails", message)
    };
    let faults = results.iter().map(fault).collect();
    let told: Vec<InviteResult> = results.iter().map(Into::into).collect();
    let mut problem = Problem::from(error).with_results(told.to_json());
    problem.fields = faults;
    problem
}

/// Whose invitation to take back.
#[derive(Object)]
pub(crate) struct InvitationRevocation {
    /// The address that was invited, written in any way.
    email: Sent<Address>,
}

/// Reads [`InvitationRevocation`].
pub(crate) fn revoke(
    mut fields: Fields,
    organization: OrganizationId,
) -> Result<RevokeInvitation, InvalidFields> {
    let email = fields.required("email", |fields, field| {
        fields.parsed(field, EmailAddress::parse)
    });
    fields.finish(email.map(|email| RevokeInvitation {
        organization,
        which: Which::Address(email),
    }))
}

/// The invitation was taken back.
#[derive(Object)]
pub(crate) struct Revoked {
    /// Always `revoked`.
    status: InvitationStatus,
}

impl Revoked {
    pub(crate) const DONE: Self = Self {
        status: InvitationStatus::Revoked,
    };
}

/// An invitation by mail.
#[derive(Object)]
pub(crate) struct Invitation {
    id: i64,
    /// Who is invited, as the inviter wrote it.
    email: String,
    /// What is offered.
    role: Role,
    status: InvitationStatus,
    /// The account of who answers for it: who invited, or last resent it or changed its role. Null for the operator.
    invited_by: Option<i64>,
    created_at: Time,
    /// From when on it no longer works.
    expires_at: Time,
    delivery: Delivery,
}

/// `pending`: it can be accepted; `accepted`, `expired` and `revoked` are what they say; `replaced`: a newer one for
/// the same address took its place.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "snake_case", remote = "InvitationState")]
pub(crate) enum InvitationStatus {
    Pending,
    Accepted,
    Expired,
    Revoked,
    Replaced,
}

/// How its latest mail fared.
#[derive(Object)]
pub(crate) struct Delivery {
    state: DeliveryState,
    /// How often it was tried.
    attempts: u32,
    /// What the mail server said to the last failed attempt.
    last_error: Option<String>,
}

/// `queued`: to be sent, or to be tried again; `sent`: the mail server took it; `failed`: given up; `off`: no mail,
/// so that the link has to be sent by hand.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum DeliveryState {
    Queued,
    Sent,
    Failed,
    Off,
}

impl Invitation {
    /// As it stands at this time.
    pub(crate) fn new(entry: InvitationEntry, now: Timestamp) -> Self {
        let invitation = entry.invitation;
        Self {
            id: invitation.id.get(),
            email: invitation.email.as_str().to_owned(),
            role: invitation.role.as_member_role().into(),
            status: invitation.state(now).into(),
            invited_by: invitation.invited_by.map(UserId::get),
            created_at: Time(invitation.created_at),
            expires_at: Time(invitation.expires_at),
            delivery: entry.delivery.into(),
        }
    }
}

impl From<mail::Delivery> for Delivery {
    fn from(delivery: mail::Delivery) -> Self {
        Self {
            state: match delivery.state {
                Some(MailState::Queued) => DeliveryState::Queued,
                Some(MailState::Sent(_)) => DeliveryState::Sent,
                Some(MailState::Failed(_)) => DeliveryState::Failed,
                None => DeliveryState::Off,
            },
            attempts: delivery.attempts,
            last_error: delivery.last_error,
        }
    }
}

/// A page of invitations.
#[derive(Object)]
pub(crate) struct InvitationPage {
    /// Invitations on all pages.
    count: u64,
    /// The link to the next page.
    next: Option<String>,
    /// The link to the page before.
    previous: Option<String>,
    results: Vec<Invitation>,
}

impl InvitationPage {
    pub(crate) fn new(
        found: Page<InvitationEntry>,
        request: PageRequest,
        links: &PageLinks,
        now: Timestamp,
    ) -> Self {
        Self {
            count: found.total,
            next: links.next(request, found.total),
            previous: links.previous(request),
            results: found
                .items
                .into_iter()
                .map(|entry| Invitation::new(entry, now))
                .collect(),
        }
    }
}

/// Reads which invitations are asked for, as name and text of each parameter.
pub(crate) fn list<const N: usize>(
    asked: [(&str, Option<String>); N],
    organization: OrganizationId,
) -> Result<ListInvitations, InvalidFields> {
    let mut fields = Fields::asked(asked);
    let page = page_request(&mut fields);
    let state = fields.parsed("status", |word| {
        InvitationState::from_code(word).ok_or_else(|| {
            let words = InvitationState::ALL.map(InvitationState::code).join(", ");
            format!("\"{word}\" is not a valid choice. It is one of {words}.")
        })
    });
    fields.finish(page.map(|page| ListInvitations {
        organization,
        state,
        page,
    }))
}

/// What an invitation is to offer.
#[derive(Object)]
pub(crate) struct InvitationPatch {
    role: RoleOffered,
}

/// Reads [`InvitationPatch`].
pub(crate) fn change_role(
    mut fields: Fields,
    organization: OrganizationId,
    invitation: InvitationId,
) -> Result<ChangeInvitationRole, InvalidFields> {
    let role = fields.required("role", Fields::role);
    fields.finish(role.map(|role| ChangeInvitationRole {
        organization,
        invitation,
        role,
    }))
}

/// The link of an invitation.
#[derive(Object)]
pub(crate) struct InvitationLink {
    /// Who has it can come in as the person invited.
    pub(crate) url: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::model::refusal::Refusal as _;
    use proptest::prelude::*;

    fn asked(name: &'static str, text: &str) -> Result<ListInvitations, InvalidFields> {
        list([(name, Some(text.to_owned()))], OrganizationId::new(1))
    }

    #[test]
    fn every_status_can_be_asked_for() {
        for state in InvitationState::ALL {
            let list = asked("status", state.code()).expect("valid");
            assert_eq!(list.state, Some(state));
        }
        let faults = asked("status", "open").expect_err("refused").fields();
        assert!(faults[0].message.contains("pending, accepted, expired"));
    }

    proptest! {
        #[test]
        fn anything_is_a_list_or_refused(text in any::<String>()) {
            for name in ["page", "page_size", "status"] {
                let _ = asked(name, &text);
            }
        }
    }
}
