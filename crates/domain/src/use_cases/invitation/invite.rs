//! Inviting people by their addresses.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;

use super::open::{letter, mint, sender, store_ended};
use crate::model::access::Action;
use crate::model::address_list::{Entry, Recipient};
use crate::model::audit::{AuditAction, Happening};
use crate::model::email::{EmailAddress, EmailError, LookAlikes};
use crate::model::id::{InvitationId, OrganizationId};
use crate::model::invitation::{
    HowEnded, Invitation, InvitationState, InvitedRole, InvitedRoleError, NewInvitation,
};
use crate::model::membership::MemberRole;
use crate::model::organization::Organization;
use crate::model::refusal::{FieldError, Kind, Refusal};
use crate::model::settings::MailPolicy;
use crate::ports::{Locked, StoreError};
use crate::use_cases::{AccessError, Scope, UseCase};

/// Invites everybody on a list, each by an invitation of one's own. A new one takes the place of an older one
/// for the same address.
#[derive(Debug)]
pub struct InvitePeople {
    /// The organization.
    pub organization: OrganizationId,
    /// The list, as [`address_list::parse`](crate::model::address_list::parse) reads it.
    pub entries: Vec<Entry>,
    /// What is offered; the organization's default role where none is named.
    pub role: Option<MemberRole>,
}

/// What became of one entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteResult {
    /// The address as it stood there, or the words that are none.
    pub written: String,
    /// What became of it.
    pub outcome: InviteOutcome,
    /// Whether a mail is on its way; else the link has to be copied by hand.
    pub is_mailed: bool,
}

/// What became of one entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InviteOutcome {
    /// A new invitation was made.
    Created(InvitationId, LookAlikes),
    /// A new invitation took the place of one that was pending.
    Resent(InvitationId, LookAlikes),
    /// The person is a member.
    AlreadyMember,
    /// It is no address.
    Invalid(EmailError),
}

impl InviteOutcome {
    /// The word on the wire.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Created(..) => "created",
            Self::Resent(..) => "resent",
            Self::AlreadyMember => "already_member",
            Self::Invalid(_) => "invalid",
        }
    }

    /// The invitation that was made.
    pub const fn invitation(&self) -> Option<InvitationId> {
        match self {
            Self::Created(id, _) | Self::Resent(id, _) => Some(*id),
            Self::AlreadyMember | Self::Invalid(_) => None,
        }
    }
}

impl InviteResult {
    /// What the inviter should know about it; empty where there is nothing to say.
    pub fn detail(&self) -> String {
        let by_hand =
            "Mail is not set up: copy the link from the list of invitations and send it yourself.";
        match &self.outcome {
            InviteOutcome::AlreadyMember => {
                "This person is a member of the organization already.".to_owned()
            }
            InviteOutcome::Invalid(error) => error.to_string(),
            InviteOutcome::Created(_, look_alikes) | InviteOutcome::Resent(_, look_alikes) => {
                let warning = look_alikes.to_string();
                let by_hand = if self.is_mailed { "" } else { by_hand };
                [warning.as_str(), by_hand].join(" ").trim().to_owned()
            }
        }
    }
}

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InvitePeopleError {
    /// The caller may not, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The role cannot be offered.
    #[error(transparent)]
    Role(#[from] InvitedRoleError),
    /// The list is empty.
    #[error("nobody is on the list; give one address or more")]
    Empty,
    /// Nobody on the list can be invited.
    #[error("nobody on the list could be invited")]
    Nobody(Vec<InviteResult>),
}

impl From<StoreError> for InvitePeopleError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl Refusal for InvitePeopleError {
    fn kind(&self) -> Kind {
        match self {
            Self::Access(error) => error.kind(),
            Self::Role(error) => error.kind(),
            Self::Empty | Self::Nobody(_) => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Access(error) => error.code(),
            Self::Role(error) => error.code(),
            Self::Nobody(results) if results.iter().all(is_member) => "already_member",
            Self::Empty | Self::Nobody(_) => "invalid",
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Access(_) => Vec::new(),
            Self::Role(error) => error.fields(),
            Self::Empty => vec![FieldError::new("emails", "This field is required.")],
            Self::Nobody(results) => results
                .iter()
                .map(|result| {
                    let message = format!("{}: {}", result.written, result.detail());
                    FieldError::new("emails", message)
                })
                .collect(),
        }
    }
}

fn is_member(result: &InviteResult) -> bool {
    result.outcome == InviteOutcome::AlreadyMember
}

#[async_trait]
impl UseCase for InvitePeople {
    type Output = Vec<InviteResult>;
    type Error = InvitePeopleError;

    async fn execute(&self, scope: &mut Scope<'_>) -> Result<Vec<InviteResult>, InvitePeopleError> {
        let organization = scope.lock(self.organization, Action::Invite).await?;
        let role = match self.role {
            Some(role) => InvitedRole::new(role)?,
            None => InvitedRole::new(organization.default_role.as_member_role())?,
        };
        if self.entries.is_empty() {
            return Err(InvitePeopleError::Empty);
        }
        let mut standing = Standing::find(scope, &organization, &self.entries).await?;
        let invited: Vec<&Recipient> = self
            .entries
            .iter()
            .filter_map(|entry| entry.recipient.as_ref().ok())
            .filter(|recipient| !standing.members.contains(&recipient.email))
            .collect();
        let replaced = standing.replace(&invited, scope);
        store_ended(scope, &organization, &replaced).await?;
        let made = make(scope, &organization, &invited, role).await?;
        record(scope, &organization, &made, &standing).await?;
        let results = self.results(&made, &standing, scope.settings().mail);
        if made.is_empty() {
            return Err(InvitePeopleError::Nobody(results));
        }
        Ok(results)
    }
}

/// What is there for the addresses of the list.
struct Standing {
    members: HashSet<EmailAddress>,
    open: HashMap<EmailAddress, Invitation>,
    /// Those of the open invitations that were good until now.
    resent: HashSet<EmailAddress>,
}

impl Standing {
    async fn find(
        scope: &mut Scope<'_>,
        organization: &Locked<Organization>,
        entries: &[Entry],
    ) -> Result<Self, StoreError> {
        let addresses: Vec<EmailAddress> = entries
            .iter()
            .filter_map(|entry| Some(entry.recipient.as_ref().ok()?.email.clone()))
            .collect();
        let members = scope
            .memberships()
            .list_by_email(organization, &addresses)
            .await?;
        let open = scope
            .invitations()
            .list_open(organization, &addresses)
            .await?;
        Ok(Self {
            members: members.into_iter().collect(),
            open: open
                .into_iter()
                .map(|invitation| (invitation.email.clone(), invitation))
                .collect(),
            resent: HashSet::new(),
        })
    }

    /// Ends the older invitations of those who are invited anew.
    fn replace(&mut self, invited: &[&Recipient], scope: &Scope<'_>) -> Vec<Invitation> {
        let (by, now) = (scope.actor().user(), scope.now());
        let mut replaced = Vec::new();
        for recipient in invited {
            if let Some(mut older) = self.open.remove(&recipient.email) {
                if older.state(now) == InvitationState::Pending {
                    self.resent.insert(recipient.email.clone());
                }
                older.end(HowEnded::Replaced, by, now);
                replaced.push(older);
            }
        }
        replaced
    }
}

/// Makes the invitations and their mails.
async fn make(
    scope: &mut Scope<'_>,
    organization: &Locked<Organization>,
    recipients: &[&Recipient],
    role: InvitedRole,
) -> Result<HashMap<EmailAddress, Invitation>, StoreError> {
    let now = scope.now();
    let new = |recipient: &&Recipient| {
        let (digest, sealed) = mint(scope);
        NewInvitation {
            email: recipient.email.clone(),
            name: recipient.name.clone(),
            role,
            digest,
            sealed,
            invited_by: scope.actor().user(),
            created_at: now,
            expires_at: now + scope.settings().invitation_life,
        }
    };
    let new: Vec<NewInvitation> = recipients.iter().map(new).collect();
    let made = scope.invitations().insert(organization, new).await?;
    let inviter = sender(scope).await?;
    let mails = made
        .iter()
        .map(|invitation| letter(scope, organization, invitation, &inviter))
        .collect();
    scope.post(mails).await?;
    Ok(made
        .into_iter()
        .map(|invitation| (invitation.email.clone(), invitation))
        .collect())
}

async fn record(
    scope: &mut Scope<'_>,
    organization: &Organization,
    made: &HashMap<EmailAddress, Invitation>,
    standing: &Standing,
) -> Result<(), StoreError> {
    let mut made: Vec<&Invitation> = made.values().collect();
    made.sort_by_key(|invitation| invitation.id);
    let happening = |invitation: &&Invitation| {
        let action = if standing.resent.contains(&invitation.email) {
            AuditAction::InvitationResent
        } else {
            AuditAction::InvitationCreated
        };
        Happening::in_organization(organization.id, action)
            .about(&invitation.email)
            .to_value(invitation.role.as_member_role().code())
    };
    scope.record_all(made.iter().map(happening).collect()).await
}

impl InvitePeople {
    /// One result for each entry, in the order of the list.
    fn results(
        &self,
        made: &HashMap<EmailAddress, Invitation>,
        standing: &Standing,
        mail: MailPolicy,
    ) -> Vec<InviteResult> {
        let outcome = |recipient: &Recipient| {
            let look_alikes = recipient.email.look_alikes();
            match made.get(&recipient.email) {
                None => InviteOutcome::AlreadyMember,
                Some(made) if standing.resent.contains(&made.email) => {
                    InviteOutcome::Resent(made.id, look_alikes)
                }
                Some(made) => InviteOutcome::Created(made.id, look_alikes),
            }
        };
        let result = |entry: &Entry| match &entry.recipient {
            Ok(recipient) => InviteResult {
                written: recipient.email.as_str().to_owned(),
                outcome: outcome(recipient),
                is_mailed: mail == MailPolicy::On,
            },
            Err(error) => InviteResult {
                written: entry.written.clone(),
                outcome: InviteOutcome::Invalid(*error),
                is_mailed: false,
            },
        };
        self.entries.iter().map(result).collect()
    }
}
